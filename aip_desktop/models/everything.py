"""Every record of the house, so that the file's tables are complete whoever asks for them."""

from aip_desktop.models import attachments, authority, budget, history, issued, partnerships, schools
from aip_desktop.models.agreements import asking, awards, decisions, options, signing
from aip_desktop.models.base import Base
from aip_desktop.models.clauses import records as clauses
from aip_desktop.models.returns import answers, measures, returns, terms

SUBJECTS = (
    authority,
    schools,
    partnerships,
    decisions,
    awards,
    options,
    signing,
    asking,
    clauses,
    budget,
    terms,
    measures,
    returns,
    answers,
    attachments,
    issued,
    history,
)

__all__ = ["SUBJECTS", "Base"]
