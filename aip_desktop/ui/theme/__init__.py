"""The look: colours, text size and style."""
