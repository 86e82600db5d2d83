"""Every record of the house, so that the file's tables are complete whoever asks for them."""

from aip_desktop.models import authority, budget, history, partnerships, returns, schools
from aip_desktop.models.agreements import awards, decisions, options, signing
from aip_desktop.models.base import Base

SUBJECTS = (authority, schools, partnerships, decisions, awards, options, signing, budget, returns, history)

__all__ = ["SUBJECTS", "Base"]
