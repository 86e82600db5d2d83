"""Copies in the window: exchange, history, merging, backups."""
