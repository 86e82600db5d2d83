"""Decisions in the Agreements tab: the list, the page of one, and the calendar."""
