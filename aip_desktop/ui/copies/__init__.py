"""Copies of a file and its history: who did what, merging, and settling what two people set apart."""
