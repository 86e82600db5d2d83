"""Windows: the main window, one folder for each tab, shared widgets."""

import builtins

import PySide6.QtCore  # noqa: F401 - it puts hooks of its own before every import

# One of them serves `from __feature__ import ...`, which we never write, by reading the source of every module
# imported after it, and keeping it. It goes; the one that makes classes late stays. What it would cost is measured in
# docs/decisions/0006-locked-and-slim.md: 23 MB, above the bound of `make bench`.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
