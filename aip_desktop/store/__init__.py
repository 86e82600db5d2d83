"""The file: open, vet, lock, copy."""
