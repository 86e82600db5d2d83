"""Proofs that the file keeps what was typed: long runs, each a command, each with a short run in the suite."""
