"""The Partnerships tab: who belongs where, who holds which role, and the schools register."""
