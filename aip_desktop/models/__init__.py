"""Records: the mapped classes, one file a subject."""
