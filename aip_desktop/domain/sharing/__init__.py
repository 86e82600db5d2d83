"""Share copies: what one partnership may have of the file."""
