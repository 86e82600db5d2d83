"""The history: what was changed, by whom, in which order, and merging. It knows no subject."""
