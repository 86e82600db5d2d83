"""Every record of the house, so that the file's tables are complete whoever asks for them."""

from aip_desktop.models import (
    attachments,
    authority,
    budget,
    capture,
    figures,
    history,
    issued,
    partnerships,
    schools,
)
from aip_desktop.models.agreements import (
    asking,
    awards,
    decisions,
    legal_tests,
    options,
    signing,
    variations,
)
from aip_desktop.models.base import Base
from aip_desktop.models.clauses import consulting
from aip_desktop.models.clauses import records as clauses
from aip_desktop.models.returns import answers, measures, returns, terms
from aip_desktop.models.sharing import records as sharing

SUBJECTS = (
    authority,
    figures,
    schools,
    partnerships,
    decisions,
    awards,
    options,
    variations,
    legal_tests,
    signing,
    asking,
    clauses,
    consulting,
    budget,
    terms,
    measures,
    returns,
    answers,
    attachments,
    issued,
    sharing,
    history,
    capture,
)

__all__ = ["SUBJECTS", "Base"]
