"""Partnerships: their member schools by date, the roles people hold, and the school that hosts the money."""
