"""What each preset puts into a new study: input, definitions, tables and mapping."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from measure87.collect.presets import blank_mapping, forced_labour_mapping, mics6_mapping
from measure87.files import SourceTable
from measure87.vocabulary.errors import UsageError

LATER_PRESETS = ("mics5", "lfs")
"""Names of the contract that this version does not fill yet."""


@dataclass(frozen=True)
class Preset:
    """What a preset puts into a study: its input, definitions, tables and mapping."""

    input_name: str
    title: str
    population: str
    definitions: tuple[str, ...]
    by: tuple[str, ...]
    mapping: Callable[[SourceTable | None], str]
    needs_data: bool
    tables: tuple[str, ...] = ("persons",)
    standard_tables: tuple[str, ...] = ()
    """Sets of standard tables that the study file proposes."""


PRESETS: Mapping[str, Preset] = {
    "mics6": Preset(
        input_name="fs",
        title="Child labour",
        population="children aged 5-17 who live in households",
        definitions=("child_labour/sdg_8_7_1", "child_labour/mics6_pr34"),
        by=("age", "sex", "sex*age", "area", "region", "wealth_quintile"),
        mapping=lambda source: mics6_mapping(source) if source else "",
        needs_data=True,
        standard_tables=("mics6", "child_labour"),
    ),
    "forced-labour": Preset(
        input_name="forced_labour",
        title="Forced labour",
        population="persons aged 5 and over who live in households",
        definitions=("forced_labour/icls20_2018", "forced_labour/ilo_11_indicators"),
        by=("sex", "age", "area", "region"),
        mapping=lambda _: forced_labour_mapping(),
        needs_data=False,
        tables=("persons", "jobs", "circumstances"),
        standard_tables=("forced_labour",),
    ),
    "blank": Preset(
        input_name="survey",
        title="A survey",
        population="persons who live in households",
        definitions=("child_labour/sdg_8_7_1",),
        by=("age", "sex", "area", "region"),
        mapping=lambda _: blank_mapping(),
        needs_data=False,
    ),
}


def preset_named(name: str) -> Preset:
    """A preset; a UsageError with those that there are."""
    if name in LATER_PRESETS:
        raise UsageError(
            f"the preset {name} is not part of this version",
            code="later",
            hint="use blank, and tie your variables to the standard ones in mapping.toml",
        )
    if name not in PRESETS:
        raise UsageError(
            f"there is no preset {name!r}",
            hint=f"presets: {', '.join(sorted((*PRESETS, 'lists')))}",
        )
    return PRESETS[name]
