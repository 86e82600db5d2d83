"""The file: open, vet, lock, export."""

import aip_desktop.lazy_import  # noqa: F401 - before anything imports SQLAlchemy
