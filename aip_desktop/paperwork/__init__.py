"""The papers of a file: what was issued exactly as it was issued, anything else drawn now from the records."""

from aip_desktop.paperwork.agreement import issue_for_signature
from aip_desktop.paperwork.clause_changes import text_papers
from aip_desktop.paperwork.history import history_paper, merge_paper
from aip_desktop.paperwork.kinds import (
    KINDS,
    About,
    Kind,
    all_subjects,
    kind_named,
    papers_of,
    subjects_of_agreements,
    subjects_of_decision,
    subjects_of_partnership,
)
from aip_desktop.paperwork.letters import Letter, issue_letters, issue_report
from aip_desktop.paperwork.paper import Paper, issued_papers, paper, write_papers
from aip_desktop.paperwork.sign_up import (
    check_certificate,
    issue_certificate,
    reminders_for_all,
    sheet_papers,
)

__all__ = [
    "KINDS",
    "About",
    "Kind",
    "Letter",
    "Paper",
    "all_subjects",
    "check_certificate",
    "history_paper",
    "issue_certificate",
    "issue_for_signature",
    "issue_letters",
    "issue_report",
    "issued_papers",
    "kind_named",
    "merge_paper",
    "paper",
    "papers_of",
    "reminders_for_all",
    "sheet_papers",
    "subjects_of_agreements",
    "subjects_of_decision",
    "subjects_of_partnership",
    "text_papers",
    "write_papers",
]
