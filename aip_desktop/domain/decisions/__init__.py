"""Decisions: their record, their calendar and their legal tests."""
