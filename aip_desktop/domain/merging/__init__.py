"""What a merge would bring: disagreements to settle, and a run that writes nothing."""
