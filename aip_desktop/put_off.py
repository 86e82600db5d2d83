"""What SQLAlchemy imports for ways of working that are not ours: put off until somebody does use it.

asyncio (with ssl behind it) and the metadata of packages cost every start a tenth of its memory. A stand-in takes
their place in ``sys.modules``; the first time anything of it is wanted, the module itself is imported.
"""

import importlib
import inspect
import sys
from types import ModuleType
from typing import Any


class Later(ModuleType):
    """Stands for a module that is not yet imported."""

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        module = importlib.import_module(self.__name__)
        vars(self).update(vars(module))
        return getattr(module, name)


def put_off(name: str, **known: object) -> None:
    """Import a module only when something of it is wanted that is not ``known``."""
    if name in sys.modules:
        return
    sys.modules[name] = module = Later(name)
    vars(module).update(known)
    package, _, last = name.rpartition(".")
    if package:
        setattr(sys.modules[package], last, module)


put_off("asyncio", iscoroutine=inspect.iscoroutine)
put_off("importlib.metadata")
