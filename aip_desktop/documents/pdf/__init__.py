"""What makes a PDF one to keep: tags and the archive standard."""
