"""Reading tables: CSV and workbooks to rows."""
