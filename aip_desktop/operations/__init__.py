"""What is done with a whole file, without a window."""
