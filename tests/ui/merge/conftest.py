"""A window on a new file."""

from ..hands import desk

__all__ = ["desk"]
