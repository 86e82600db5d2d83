"""Papers in the window: chosen, looked at, kept and printed."""
