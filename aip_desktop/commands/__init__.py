"""Acts without a window, one module a subject; each works with no display."""
