"""measure87: standard, traceable estimates of child labour and forced labour.

    import measure87 as m

    fs = m.read("fs.sav")
    survey = m.Survey(fs, weights="fsweight", strata="stratum", clusters="HH1")
    survey.prevalence("work", by="sex")

`read` opens a file, `Survey` estimates from any table. Importing the package loads none of that:
each name comes when it is first used.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "Survey": "survey",
    "read": "reading",
}
"""Public name to the module of `library` that has it."""

__all__ = ["Survey", "__version__", "read"]


def _public(name: str) -> Any:
    return getattr(import_module(f"measure87.library.{_HOMES[name]}"), name)


def __getattr__(name: str) -> Any:
    """A public name when it is first used, so that importing the package stays quick."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _public(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
