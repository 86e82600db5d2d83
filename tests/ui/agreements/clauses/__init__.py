"""The text of agreements in the window."""
