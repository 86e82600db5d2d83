"""The Partnerships tab."""
