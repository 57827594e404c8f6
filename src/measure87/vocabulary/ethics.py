"""The checklist of ethics by phase: its items by code, what may be answered, and its sources."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

type Phase = Literal["design", "collection", "analysis", "dissemination"]
"""Phases of a study, in their order."""
type Answered = Literal["yes", "no", "not-applicable", "not-stated"]
"""What is said of an item; not stated is never yes, and never no."""

PHASES: tuple[Phase, ...] = ("design", "collection", "analysis", "dissemination")
ANSWERS = ("yes", "no", "not-applicable")
"""What a study may answer; what it leaves out is `not-stated`."""
SOURCES = ("ILO-ETHICS-2024", "WHO-TRAFFICKED-2003")
"""Documents of the bibliography after which the items were written; see there what was seen."""


@cache
def checklist() -> Mapping[str, Phase]:
    """Each item of the checklist to its phase, in the order of the phases."""
    text = files("measure87.vocabulary").joinpath("ethics_checklist.toml").read_text("utf-8")
    content = tomllib.loads(text)
    phase_of: dict[str, Phase] = {item: said["phase"] for item, said in content.items()}
    ordered = sorted(phase_of, key=lambda item: PHASES.index(phase_of[item]))
    return {item: phase_of[item] for item in ordered}
