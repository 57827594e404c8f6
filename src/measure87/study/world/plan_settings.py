"""What is asked of change and target: pairs of years, a target, scenarios, editions."""

from dataclasses import dataclass
from typing import Annotated

from measure87.combine.target import Edition, Scenario, Target
from measure87.files.settings import POSITIVE, TEXT, LeftOut, Place, above, tables, texts, whole
from measure87.study.world.edition_settings import Editions, refuse_two_of_a_year
from measure87.study.world.values import YEAR_PAIRS, whole_numbers


@dataclass(frozen=True)
class TargetSettings:
    """Changes, targets, projections and editions that are asked for."""

    changes: tuple[tuple[int, int], ...] = ()
    target: Target | None = None
    estimated_from: int | None = None
    projected_years: tuple[int, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    editions: tuple[Edition, ...] = ()


def _rate(
    *,
    place: Place,
    name: Annotated[str, TEXT, "what the scenario is called"],
    rate: Annotated[
        float | None, above(-1.0), "yearly rate of reduction, as `0.05`", LeftOut("an error")
    ] = None,
) -> Scenario:
    if rate is None:
        raise place.fault(
            f"the scenario {name!r} has no rate",
            code="missing-key",
            hint="write rate = 0.05 for five per cent a year",
        )
    return Scenario(name, rate)


def target_settings(
    *,
    place: Place,
    year: Annotated[int | None, whole(1950, 2200), "of the target", LeftOut("no target")] = None,
    share: Annotated[
        float | None, POSITIVE, "the target, as a share", LeftOut("no such target")
    ] = None,
    persons: Annotated[
        float | None, POSITIVE, "the target, in persons", LeftOut("no such target")
    ] = None,
    scenarios: Annotated[
        tuple[str, ...],
        texts(),
        "any of `constant_share`, `same_rate` (needs `estimated_from`), `required_rate` (needs a "
        "target)",
    ] = (),
    rates: Annotated[
        tuple[Scenario, ...],
        tables(_rate),
        'scenarios of your own: `[{ name = "...", rate = 0.05 }]`',
    ] = (),
    changes: Annotated[
        tuple[tuple[int, int], ...], YEAR_PAIRS, "pairs of years, as `[[2016, 2020]]`"
    ] = (),
    estimated_from: Annotated[
        int | None,
        whole(1950, 2200),
        "first year of the decline that `same_rate` goes on with",
        LeftOut("not stated"),
    ] = None,
    projected_years: Annotated[
        tuple[int, ...], whole_numbers(1950, 2200), "years that scenarios go to"
    ] = (),
    editions: Editions = (),
) -> TargetSettings:
    """The table `[target]`; empty where nothing is asked."""
    refuse_two_of_a_year(editions, place)
    return TargetSettings(
        changes=changes,
        target=_target(year, share, persons, place),
        estimated_from=estimated_from,
        projected_years=projected_years,
        scenarios=(*map(Scenario, scenarios), *rates),
        editions=editions,
    )


def _target(
    year: int | None, share: float | None, persons: float | None, place: Place
) -> Target | None:
    if share is None and persons is None:
        if year is None:
            return None
        raise place.fault(
            "a target has a year and neither share nor persons",
            code="target",
            hint="write share = 0.01, or persons = ...",
        )
    if year is None:
        raise place.missing("year")
    return Target(year=year, share=share, persons=persons)
