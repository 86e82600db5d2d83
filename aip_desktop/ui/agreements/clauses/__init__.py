"""The text of agreements in the window: the list of sets, the editor, what has changed, and the consultation."""
