"""Signing in the Agreements tab."""
