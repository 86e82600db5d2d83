"""Tests of the Returns tab."""
