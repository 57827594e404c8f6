"""Finds the formats of the released folder: every module in `formats/`, without a list of them."""

import pkgutil
from functools import cache
from importlib import import_module

from measure87.disseminate.output_format import Format
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.keys import nearest

_PACKAGE = "measure87.disseminate.formats"


@cache
def every_format() -> tuple[Format, ...]:
    """All formats, by name."""
    package = import_module(_PACKAGE)
    modules = (
        import_module(f"{_PACKAGE}.{m.name}") for m in pkgutil.iter_modules(package.__path__)
    )
    found: list[Format] = [module.FORMAT for module in modules]
    return tuple(sorted(found, key=lambda one: one.name))


def format_named(name: str) -> Format:
    """The format of a name.

    Raises
    ------
    UsageError
        If there is none; the hint has the nearest.
    """
    formats = {one.name: one for one in every_format()}
    if name not in formats:
        raise UsageError(
            f"there is no format {name!r}",
            code="unknown-format",
            hint=nearest(name, formats),
        )
    return formats[name]
