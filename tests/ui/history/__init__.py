"""The history in the window."""
