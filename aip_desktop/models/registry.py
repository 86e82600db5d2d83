"""Every record of the house, so that the file's tables are complete whoever asks for them."""

from aip_desktop.domain import attachments, budget, issued_documents, partnerships
from aip_desktop.domain.agreements import awards, options, variations
from aip_desktop.domain.agreements.signing import chasing, signing
from aip_desktop.domain.authority import council
from aip_desktop.domain.clauses import consultation
from aip_desktop.domain.decisions import decisions, legal_tests
from aip_desktop.domain.reference import figures
from aip_desktop.domain.returns import answers, measures, terms, workflow
from aip_desktop.domain.schools import schools
from aip_desktop.domain.sharing import mark as sharing
from aip_desktop.history import acts, change_tracking
from aip_desktop.models import clauses

SUBJECTS = (
    council,
    figures,
    schools,
    partnerships,
    decisions,
    awards,
    options,
    variations,
    legal_tests,
    signing,
    chasing,
    clauses,
    consultation,
    budget,
    terms,
    measures,
    workflow,
    answers,
    attachments,
    issued_documents,
    sharing,
    acts,
    change_tracking,
)
