"""The file: open, vet, lock, export."""

import aip_desktop.put_off  # noqa: F401 - before anything imports SQLAlchemy
