"""Tests of the Budget tab."""
