"""Copies of a file in the window: exchange, sharing, backups, passphrase, upgrade."""
