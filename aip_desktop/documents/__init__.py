"""Paper: statements as tagged PDF."""
