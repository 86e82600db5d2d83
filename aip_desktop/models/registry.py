"""Every kind of record, so that the tables of a file are complete whoever asks for them."""

from aip_desktop.models import (
    agreements,
    attachments,
    authority,
    budget,
    clauses,
    consultation,
    decisions,
    figures,
    issued,
    measures,
    partnerships,
    programmes,
    returns,
    schools,
    share_copy,
    signatures,
    terms,
)
from aip_desktop.models.base import Base

SUBJECTS = (
    agreements,
    attachments,
    authority,
    budget,
    clauses,
    consultation,
    decisions,
    figures,
    issued,
    measures,
    partnerships,
    programmes,
    returns,
    schools,
    share_copy,
    signatures,
    terms,
)
TABLES = Base.metadata  # with those of the history, once that is imported
