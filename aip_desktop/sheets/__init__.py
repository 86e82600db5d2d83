"""Spreadsheets and CSV: what comes in and goes out in tables."""
