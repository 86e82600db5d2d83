"""Agreements: decisions, the award and its options, clauses, editions and signatures."""
