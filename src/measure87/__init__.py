"""measure87: standard, traceable estimates of child labour and forced labour.

    import measure87 as m

    fs = m.read("fs.sav")
    survey = m.Survey(fs, weights="fsweight", strata="stratum", clusters="HH1")
    survey.prevalence("work", by="sex")

`read` opens a file, `Survey` estimates from any table, `classify` applies a definition, `lists`
and `world` estimate from overlapping lists and from published figures, `plan` plans a survey, `run`
runs a study folder.
Importing the package loads none of that: each name comes when it is first used.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "Survey": "survey",
    "classify": "classifying",
    "lists": "listing",
    "plan": "planning",
    "read": "reading",
    "run": "studies",
    "world": "worlds",
}
"""Public name to the module of `library` that has it."""

__all__ = ["Survey", "__version__", "classify", "lists", "plan", "read", "run", "world"]


class _CallableRoom(ModuleType):
    """The room `measure87.classify`, which can be called as the function of that name."""

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Classify persons; see `measure87.library.classifying.classify`."""
        return _public("classify")(*args, **options)


class _Door(ModuleType):
    """This package: it makes a room that has the name of a public function callable."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _HOMES and isinstance(value, ModuleType):
            value.__class__ = _CallableRoom
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Door


def _public(name: str) -> Any:
    return getattr(import_module(f"measure87.library.{_HOMES[name]}"), name)


def __getattr__(name: str) -> Any:
    """A public name when it is first used, so that importing the package stays quick."""
    if name == "classify":
        return import_module("measure87.classify")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _public(name)


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
