"""Decisions in the Agreements tab."""
