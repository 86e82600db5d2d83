"""AIP Desktop: cooperation agreements with Area Inclusion Partnerships, in one file on one laptop."""

__version__ = "0.4.0"
