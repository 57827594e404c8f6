"""Public names of a package that come with their modules when they are first used.

A plain estimate needs neither recipes of weights nor the readers of files, and loading them takes
longer than many a table is computed in.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def names_when_used(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """The `__getattr__` of a package.

    Parameters
    ----------
    package
        Its `__name__`.
    homes
        Public name to the module that has it: one of the package, or any by its whole name.
    """

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        home = homes[name]
        return getattr(import_module(home if "." in home else f"{package}.{home}"), name)

    return find
