"""Signing: editions, signatures, and who is still to sign."""
