"""The Agreements tab: decisions, awards, the ladder of options, papers and signatures."""
