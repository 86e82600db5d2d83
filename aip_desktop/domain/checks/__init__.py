"""What must hold in a file, and what can be done where it does not."""
