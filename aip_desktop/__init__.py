"""AIP Desktop: cooperation agreements with Area Inclusion Partnerships, in one file on one laptop."""

import aip_desktop.lazy_import  # noqa: F401 - before anything imports SQLAlchemy

__version__ = "0.4.0"
