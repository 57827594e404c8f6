"""What is asked of change and target: pairs of years, a target, scenarios, editions."""

from dataclasses import dataclass

from measure87.combine.target import Edition, Scenario, Target
from measure87.study.toml_values import Section
from measure87.study.world.edition_settings import read_editions
from measure87.study.world.values import number, pairs, whole_numbers, year_pairs
from measure87.vocabulary.errors import StudyError

_TARGET = (
    "year", "share", "persons", "changes", "estimated_from", "projected_years", "scenarios",
    "rates", "editions",
)  # fmt: skip


@dataclass(frozen=True)
class TargetSettings:
    """Changes, targets, projections and editions that are asked for."""

    changes: tuple[tuple[int, int], ...] = ()
    target: Target | None = None
    estimated_from: int | None = None
    projected_years: tuple[int, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    editions: tuple[Edition, ...] = ()


def read_target(section: Section) -> TargetSettings:
    """The table `[target]`; empty where nothing is asked."""
    section.only(_TARGET)
    target = None
    if section.has("share") or section.has("persons"):
        target = Target(
            year=section.whole("year", None, 1950, 2200),
            share=number(section, "share", None, above=0.0),
            persons=number(section, "persons", None, above=0.0),
        )
    elif section.has("year"):
        raise StudyError(
            "a target has a year and neither share nor persons", code="target",
            where=section.where, hint="write share = 0.01, or persons = ...",
        )  # fmt: skip
    named = [Scenario(name) for name in section.texts("scenarios")]
    stated = [_rate(Section(one, f"{section.where} rates")) for one in pairs(section, "rates")]
    return TargetSettings(
        changes=year_pairs(section, "changes"),
        target=target,
        estimated_from=section.whole("estimated_from", 2000, 1950, 2200)
        if section.has("estimated_from")
        else None,
        projected_years=whole_numbers(section, "projected_years", 1950, 2200),
        scenarios=(*named, *stated),
        editions=read_editions(section),
    )


def _rate(one: Section) -> Scenario:
    name = one.only(("name", "rate")).text("name")
    rate = number(one, "rate", None, above=-1.0)
    if rate is None:
        raise StudyError(
            f"the scenario {name!r} has no rate", code="missing-key", where=one.where,
            hint="write rate = 0.05 for five per cent a year",
        )  # fmt: skip
    return Scenario(name, rate)
