"""The Returns tab: the grid of an academic year, one return with its answers, and the terms."""
