"""Signing in the Agreements tab: who has signed, and recording that they did."""
