"""Merging in the window: what it would bring, and settling what two people set apart."""
