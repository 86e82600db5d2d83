"""The file: open, vet, lock, export."""
