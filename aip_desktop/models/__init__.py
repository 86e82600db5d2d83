"""Records, rules and statements: what the file keeps and what a reader sees."""
