"""Tests of the returns: their terms, their way, their answers."""
