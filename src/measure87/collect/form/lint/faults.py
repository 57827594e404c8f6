"""Every fault that the check of a form finds, as `faults.toml` declares it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class Fault:
    """A kind of fault."""

    group: str
    about: str
    why: str
    """What comes of it."""
    remedy: str


def _declared() -> dict[str, Fault]:
    text = (files("measure87.collect.form.lint") / "faults.toml").read_text("utf-8")
    return {code: Fault(**entry) for code, entry in tomllib.loads(text).items()}


FAULTS: Mapping[str, Fault] = _declared()
