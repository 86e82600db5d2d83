"""Records, rules and statements: what the file keeps and what a reader sees."""

import aip_desktop.put_off  # noqa: F401 - before anything imports SQLAlchemy
