"""The history in the window: who did what, and the file as it was."""
