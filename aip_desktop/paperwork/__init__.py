"""The papers of a file: what was issued exactly as it was issued, anything else drawn now from the records."""
