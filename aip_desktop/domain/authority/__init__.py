"""The council whose file it is, and its programmes."""
