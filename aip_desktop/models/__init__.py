"""Records, rules and statements: what the file keeps and what a reader sees."""

import aip_desktop.lazy_import  # noqa: F401 - before anything imports SQLAlchemy
