"""Schools: adding, editing, and the schools register."""
