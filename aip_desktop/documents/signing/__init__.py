"""Electronic signatures on a PDF: put there, and validated."""
