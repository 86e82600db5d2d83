"""What libraries import for ways of working that are not ours: put off until somebody does use it.

A stand-in takes its place in ``sys.modules``; the first time anything of it is wanted, the module itself is imported.
SQLAlchemy imports asyncio (with ssl behind it) and the metadata of packages: each start had 4 MB of them.
"""

import importlib
import sys
from types import CoroutineType, ModuleType
from typing import Any


class Later(ModuleType):
    """Stands for a module that is not yet imported."""

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        try:
            module = importlib.import_module(self.__name__)
        except ImportError as missing:  # the packaged program leaves some out
            sys.modules[self.__name__] = self
            if name.startswith("__"):  # somebody only wants to know what kind of module it is
                raise AttributeError(name) from missing
            raise
        for known, value in vars(self).items():  # such as another stand-in inside it
            vars(module).setdefault(known, value)
        vars(self).update(vars(module))
        return getattr(module, name)


def _is_coroutine(something: object) -> bool:
    """Answer as ``asyncio.iscoroutine`` does, which ``inspect`` is too heavy to be asked for at each start."""
    return isinstance(something, CoroutineType)


def put_off(name: str, **known: object) -> None:
    """Import a module only when something of it is wanted that is not ``known``."""
    if name in sys.modules:
        return
    sys.modules[name] = module = Later(name)
    vars(module).update(known)
    package, _, last = name.rpartition(".")
    if package:
        setattr(sys.modules[package], last, module)


put_off("asyncio", iscoroutine=_is_coroutine)
put_off("importlib.metadata")
