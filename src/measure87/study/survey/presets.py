"""What each preset puts into a new study: input, definitions, tables and mapping."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from measure87.collect.presets import (
    SKELETONS,
    blank_mapping,
    forced_labour_mapping,
    gld_mapping,
    ipums_mics_mapping,
    mics5_mapping,
    mics6_mapping,
    proposed_mapping,
    skeleton_mapping,
)
from measure87.files import SourceTable
from measure87.vocabulary.errors import UsageError


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
    of_year: Callable[[SourceTable, int], str] | None = None
    """Its mapping where a file may hold several surveys, given the year of the one."""
    tables: tuple[str, ...] = ("persons",)
    reference_period: str | None = None
    """How far back its questions look, where they are about a period."""
    standard_tables: tuple[str, ...] = ()
    """Sets of standard tables that the study file proposes."""
    comparison: tuple[str, ...] = ()
    """Measures that the study crosses person by person."""
    waits: bool = False
    """Whether its mapping holds proposals beside what is known of its questionnaire."""

    @property
    def is_proposed(self) -> bool:
        """Whether its mapping waits for a person to confirm it."""
        return self.waits or self.input_name in SKELETONS


_BY_JOBS = (
    "child_labour/icls18_2008_amended_2018",
    "child_labour/sdg_8_7_1",
    "child_labour/ilo_global_estimates",
)
"""Definitions for surveys that have the industry of a child's jobs."""

_BRIDGE = ("child_labour_global_estimates_industries", "child_labour_sdg_a")
"""How far the rule behind the global estimates is from SDG indicator 8.7.1."""

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
    "mics5": Preset(
        input_name="hh",
        title="Child labour",
        population="children aged 5-17 who live in households",
        definitions=("child_labour/mics5", "child_labour/sdg_8_7_1"),
        by=("age", "sex", "area", "region", "wealth_quintile"),
        mapping=lambda source: mics5_mapping(source) if source else "",
        needs_data=True,
    ),
    "lfs": Preset(
        input_name="lfs",
        title="Child labour in a labour force survey",
        population="persons of the ages that were asked about work, who live in households",
        definitions=_BY_JOBS,
        by=("age", "sex", "area", "region"),
        mapping=partial(skeleton_mapping, "lfs"),
        needs_data=False,
        comparison=_BRIDGE,
    ),
    "simpoc": Preset(
        input_name="simpoc",
        title="Child labour",
        population="children aged 5-17 who live in households",
        definitions=_BY_JOBS,
        by=("age", "sex", "area", "region"),
        mapping=partial(skeleton_mapping, "simpoc"),
        needs_data=False,
        comparison=_BRIDGE,
    ),
    "dhs": Preset(
        input_name="dhs",
        title="Child labour",
        population="children aged 5-17 who live in households",
        definitions=("child_labour/sdg_8_7_1", "child_labour/mics6_pr34"),
        by=("age", "sex", "area", "region", "wealth_quintile"),
        mapping=partial(skeleton_mapping, "dhs"),
        needs_data=False,
    ),
    "ipums-mics": Preset(
        input_name="ipums_mics",
        title="Child labour",
        population="children aged 5-17 who live in households",
        definitions=("child_labour/sdg_8_7_1", "child_labour/mics6_pr34"),
        by=("age", "sex", "area", "wealth_quintile"),
        mapping=lambda source: ipums_mics_mapping(source) if source else "",
        needs_data=True,
        waits=True,
    ),
    "gld": Preset(
        input_name="gld",
        title="Child labour in a labour force survey",
        population="persons of the ages that were asked about work, who live in households",
        definitions=_BY_JOBS,
        by=("age", "sex", "area", "region"),
        mapping=lambda source: gld_mapping(source) if source else "",
        of_year=gld_mapping,
        needs_data=True,
        comparison=_BRIDGE,
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
        reference_period="5 years",
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


def mapping_of(preset: Preset, source: SourceTable | None, year: int) -> str:
    """The mapping that a preset makes of a file, for the survey of a year."""
    if preset.of_year is not None and source is not None:
        return preset.of_year(source, year)
    return preset.mapping(source)


def with_proposals(preset: Preset, source: SourceTable | None) -> str:
    """The mapping of the preset blank with what the assistant proposes for a file.

    Raises
    ------
    UsageError
        If there is no file, or the preset is one that makes its mapping otherwise.
    """
    if source is None:
        raise UsageError(
            "proposals need a file", code="missing-option", hint="give --data FILE with labels"
        )
    if preset is not PRESETS["blank"]:
        raise UsageError(
            "--propose goes with --preset blank",
            hint=f"{', '.join(SKELETONS)} propose with --data by themselves; the other presets "
            "know their questionnaire",
        )
    return proposed_mapping(preset.input_name, source)
