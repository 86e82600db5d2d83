"""Facts of law and policy by date: those that ship, and the council's own."""
