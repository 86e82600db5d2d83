"""Rules and statements: what follows from the records, a folder a subject."""
