"""Tests of the windows; they need no display."""
