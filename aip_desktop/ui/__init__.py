"""Windows: the main window, one folder for each tab, shared widgets."""
