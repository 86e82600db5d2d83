"""Returns: the terms, what is asked, the answers, and which leg of the way a return has reached."""
