"""pyHanko without the network: the parts of it that would fetch something find nothing to fetch with."""

import importlib
import logging
import sys
from types import ModuleType

NETWORK = ("aiohttp", "ssl")


class _Nothing(ModuleType):
    """Stands where a library would: every name in it is an empty class, good for a type and for nothing else."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def load_pyhanko() -> None:
    """Import pyHanko once; to be called before anything is imported from it.

    It imports a web client for timestamp servers and revocation lists. This program never asks either, and the
    packaged program carries no web client, so none is loaded, there or here.
    """
    if "pyhanko.sign.validation" in sys.modules:
        return
    stood_in = [name for name in NETWORK if not _is_there(name)]
    before = {name: sys.modules[name] for name in stood_in if name in sys.modules}
    for name in stood_in:
        sys.modules[name] = _Nothing(name)
    try:
        importlib.import_module("pyhanko.sign.validation")
    finally:
        for name in stood_in:
            del sys.modules[name]
        sys.modules.update(before)
    for name in (
        "pyhanko",
        "pyhanko_certvalidator",
    ):  # what they find is said in our own words, not on the console
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _is_there(name: str) -> bool:
    """Return ``ssl`` is Python's own: pyHanko may have it where there is one, for it makes no connection by
    itself.
    """
    if name == "ssl":
        try:
            importlib.import_module(name)
        except ImportError:
            return False
        return True
    return name in sys.modules and isinstance(sys.modules[name], ModuleType)
