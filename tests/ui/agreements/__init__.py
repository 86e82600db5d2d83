"""Tests of the Agreements tab."""
