"""Merging in the window."""
