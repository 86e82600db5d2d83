"""Papers of every kind, from the records to the finished file."""
