"""From the settings of a plan to what it takes and what it will tell."""

from collections.abc import Callable
from dataclasses import dataclass

from measure87.design.change import Power, Rounds, clusters_for_power, power_of_change
from measure87.design.expected_interval import (
    ExpectedInterval,
    IntervalRule,
    expected_interval,
)
from measure87.design.fieldwork import Fieldwork
from measure87.design.plan_file import AimKeys, ChangeKeys, PlanSettings
from measure87.design.plan_notices import notices_of
from measure87.design.size import clusters_for_a_case, clusters_for_half_width
from measure87.design.takes import MOST_ASKED, Take, cheapest_take, side_by_side
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.progress import progress

_TASK = "size the survey"


@dataclass(frozen=True)
class Aim:
    """An aim and the clusters that it alone needs."""

    name: str
    clusters: int


@dataclass(frozen=True)
class Plan:
    """A survey as planned.

    Attributes
    ----------
    settings : PlanSettings
    fieldwork : Fieldwork
        With the clusters that were given or found.
    interval : ExpectedInterval
        What it will tell.
    power : Power or None
        What it will tell of a change, where a round before was described.
    aims : tuple of Aim
        What was aimed at; the hardest gave the clusters.
    takes : tuple of Take
        The first aim with other numbers asked in a cluster, where there are prices.
    cost : float or None
        In the user's currency.
    notices : tuple of Notice
        What a reader of the plan must know.
    """

    settings: PlanSettings
    fieldwork: Fieldwork
    interval: ExpectedInterval
    power: Power | None
    aims: tuple[Aim, ...]
    takes: tuple[Take, ...]
    cost: float | None
    notices: tuple[Notice, ...]


def make_plan(settings: PlanSettings, rule: IntervalRule) -> Plan:
    """What a plan takes, what it will tell and what it costs.

    Parameters
    ----------
    settings : PlanSettings
    rule : IntervalRule
        How the survey's interval will be made.

    Raises
    ------
    UsageError
        If what is assumed cannot be, or nothing says how large the survey is to be.
    RefusedError
        If an aim cannot be had with the clusters that there are.
    """
    sample = settings.sample
    sizes = _sizes(settings, rule)
    if sample.clusters is None and not sizes:
        raise UsageError(
            "nothing says how large the survey is to be",
            code="no-aim",
            hint="give an aim, such as a half-width in points, or the number of clusters",
        )
    if sample.clusters is not None and sizes:
        raise UsageError(
            "both an aim and the number of clusters are given",
            code="two-sizes",
            hint="leave one of them out: clusters are what an aim finds",
        )
    start = settings.fieldwork(sample.strata + 1)
    aims = tuple(Aim(name, find(start)) for name, find in sizes.items())
    clusters = sample.clusters or max(aim.clusters for aim in aims)
    most = sample.clusters_in_population
    if most is not None and clusters > most:
        raise UsageError(f"{clusters:,} clusters cannot be drawn from {most:,}", code="plan",
                         hint="plan fewer clusters")  # fmt: skip
    work = settings.fieldwork(clusters)
    level = settings.aim.level_percent / 100.0
    interval = expected_interval(
        work.plan, rule, level=level, kept_by=settings.aim.kept_by_percent / 100.0,
        true_share=work.prevalence,
    )  # fmt: skip
    progress(_TASK, 0.5)
    power = None
    if settings.change is not None:
        rounds = _rounds(settings, settings.change, work)
        power = power_of_change(rounds, rule, level=level)
    takes = _takes(settings, work, next(iter(sizes.values()), None), aims)
    progress(_TASK, 1.0)
    costs = settings.costs
    long = settings.cost.per_long_interview if settings.cost else 0.0
    return Plan(
        settings=settings,
        fieldwork=work,
        interval=interval,
        power=power,
        aims=aims,
        takes=takes,
        cost=None if costs is None else work.cost(costs, long),
        notices=notices_of(work, interval),
    )


_Size = Callable[[Fieldwork], int]


def _sizes(settings: PlanSettings, rule: IntervalRule) -> dict[str, _Size]:
    """For each aim, how clusters are found that meet it."""
    aim, most = settings.aim, settings.sample.clusters_in_population
    level, kept_by = _shares(aim)
    found: dict[str, _Size] = {}
    half, without, power = (
        None if value is None else value / 100.0
        for value in (aim.half_width_points, aim.chance_of_no_case_percent, aim.power_percent)
    )
    if half is not None:
        found["half-width"] = lambda work: clusters_for_half_width(
            work.plan, half, rule, level=level, kept_by=kept_by, most_clusters=most
        )
    if without is not None:
        found["no-case"] = lambda work: clusters_for_a_case(work.plan, without, most_clusters=most)
    if power is not None:
        change = settings.change
        if change is None:
            raise UsageError(
                "a power was asked for, but no round before",
                code="no-change",
                hint="give the prevalence of the earlier round",
            )
        found["power"] = lambda work: clusters_for_power(
            _rounds(settings, change, work), power, rule, level=level, most_clusters=most
        )
    return found


def _shares(aim: AimKeys) -> tuple[float, float]:
    """Confidence level, and share of surveys that keep the half-width."""
    for name, percent in (("level", aim.level_percent), ("kept_by", aim.kept_by_percent)):
        if not 0.0 < percent < 100.0:
            raise UsageError(f"a {name} of {percent:g} % is none", code="aim",
                             hint="give a number above 0 and below 100")  # fmt: skip
    return aim.level_percent / 100.0, aim.kept_by_percent / 100.0


def _rounds(settings: PlanSettings, change: ChangeKeys, work: Fieldwork) -> Rounds:
    """Both rounds as their answers will show them."""
    before = settings.fieldwork(
        work.plan.clusters, prevalence_percent=change.prevalence_before_percent
    )
    return Rounds(
        work.plan,
        before.plan.prevalence,
        change.clusters_before,
        change.overlap_percent / 100.0,
        change.cluster_correlation,
    )


def _takes(
    settings: PlanSettings, work: Fieldwork, find: _Size | None, aims: tuple[Aim, ...]
) -> tuple[Take, ...]:
    """The aim with as many asked as planned, with the textbook's number, half and twice of it."""
    costs = settings.costs
    if costs is None or settings.cost is None or find is None:
        return ()
    strata, long = settings.sample.strata, settings.cost.per_long_interview

    def of_asked(asked: int) -> Fieldwork:
        return settings.fieldwork(strata + 1, asked)

    fewest = max(1, round(work.asked / work.plan.take + 0.499))
    planned = settings.sample.asked_per_cluster
    most = settings.sample.units_per_cluster or max(MOST_ASKED, planned)
    best = cheapest_take(
        of_asked,
        costs,
        work.plan.effective_persons,
        per_long_interview=long,
        fewest=fewest,
        most=most,
    ).asked
    near = (planned, best, best // 2, 2 * best)
    numbers = tuple(asked for asked in near if fewest <= asked <= most)

    def sized(other: Fieldwork) -> int:
        return aims[0].clusters if other.asked == planned else find(other)

    return side_by_side(of_asked, costs, sized, numbers, per_long_interview=long)
