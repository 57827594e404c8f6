"""Reads `plan.toml`: what is known before a survey, what it may cost, and what it is to tell.

Shares are in percent and half-widths in points of 100, as planners write them; each key says so.
The way of asking is the table that is there: `[one_child]`, `[family_reports]` or `[screen]`;
none is persons asked about themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from measure87.design.costs import Costs
from measure87.design.earlier_surveys import icc_of_earlier
from measure87.design.fieldwork import (
    Asking,
    Fieldwork,
    direct,
    family_reports,
    one_child,
    screened,
)
from measure87.files.settings import (
    NUMBER,
    TEXT,
    ZERO_OR_MORE,
    Place,
    by_name,
    file,
    read_declared,
    schema_number,
    settings_at_fault,
    table,
    whole,
)


@dataclass(frozen=True, kw_only=True)
class OutcomeKeys:
    """`[outcome]`: what is to be measured, as far as it is known."""

    prevalence_percent: Annotated[float, NUMBER, "true share of persons with the outcome"]
    icc: Annotated[float | None, NUMBER, "correlation of two persons of a cluster, 0 to 1"] = None
    earlier: Annotated[
        str | None, TEXT, "name of an earlier survey, whose correlation is taken"
    ] = None
    table: Annotated[
        Path | None, file(), "your own table of earlier surveys (CSV), read beside ours"
    ] = None


@dataclass(frozen=True, kw_only=True)
class SampleKeys:
    """`[sample]`: how it is drawn."""

    asked_per_cluster: Annotated[
        int, whole(1, 5_000), "persons, households or respondents visited in a cluster"
    ]
    clusters: Annotated[
        int | None, whole(2, 1_000_000), "first-stage clusters; left out, they are what is sought"
    ] = None
    clusters_in_population: Annotated[
        int | None, whole(2, 10_000_000), "clusters that there are to draw from"
    ] = None
    units_per_cluster: Annotated[
        int | None, whole(1, 1_000_000), "persons or households that a cluster has to visit"
    ] = None
    strata: Annotated[int, whole(1, 10_000), "first-stage strata"] = 1
    response_percent: Annotated[float, NUMBER, "of those visited, how many answer"] = 100.0
    take_cv: Annotated[
        float, ZERO_OR_MORE, "standard deviation of the persons per cluster over their mean"
    ] = 0.0
    weighting_between: Annotated[float, NUMBER, "1 + CV^2 of the weights of whole clusters"] = 1.0
    weighting_within: Annotated[
        float, NUMBER, "1 + CV^2 of the weights of persons within clusters"
    ] = 1.0


@dataclass(frozen=True, kw_only=True)
class AimKeys:
    """`[aim]`: what the survey is to tell; of several aims the hardest decides."""

    half_width_points: Annotated[
        float | None, NUMBER, "half of the length of the interval, in points of 100"
    ] = None
    kept_by_percent: Annotated[float, NUMBER, "surveys that are to keep the half-width"] = 80.0
    chance_of_no_case_percent: Annotated[
        float | None, NUMBER, "chance of finding nobody that is still borne"
    ] = None
    power_percent: Annotated[
        float | None, NUMBER, "chance that the change of `[change]` is to be shown with"
    ] = None
    level_percent: Annotated[float, NUMBER, "confidence level of intervals"] = 95.0


@dataclass(frozen=True, kw_only=True)
class ChangeKeys:
    """`[change]`: the round before."""

    prevalence_before_percent: Annotated[float, NUMBER, "share in the earlier round"]
    clusters_before: Annotated[
        int | None, whole(2, 1_000_000), "its clusters; left out, as many as in this one"
    ] = None
    overlap_percent: Annotated[float, NUMBER, "clusters of the smaller round that are in both"] = (
        0.0
    )
    cluster_correlation: Annotated[
        float, NUMBER, "correlation between rounds of what a cluster adds, 0 to 1"
    ] = 1.0


@dataclass(frozen=True, kw_only=True)
class CostKeys:
    """`[cost]`: prices in your currency."""

    per_cluster: Annotated[float, NUMBER, "of one more cluster"]
    per_asked: Annotated[float, NUMBER, "of one more person, household or respondent visited"]
    per_long_interview: Annotated[float, ZERO_OR_MORE, "of a long interview after the screen"] = 0.0
    travel: Annotated[float, NUMBER, "between clusters, times the root of their number"] = 0.0
    fixed: Annotated[float, NUMBER, "whatever the size"] = 0.0
    currency: Annotated[str, TEXT, "its name, for the table"] = "currency units"


@dataclass(frozen=True, kw_only=True)
class OneChildKeys:
    """`[one_child]`: one child drawn of each household that has one."""

    households_percent: Annotated[
        Mapping[str, float], by_name(NUMBER), "households by number of eligible children"
    ]


@dataclass(frozen=True, kw_only=True)
class FamilyKeys:
    """`[family_reports]`: respondents who report on themselves and close family."""

    reported_percent: Annotated[
        Mapping[str, float], by_name(NUMBER), "respondents by number of persons reported on"
    ]
    reporters_percent: Annotated[
        Mapping[str, float], by_name(NUMBER), "reports by number of persons who could make them"
    ]
    icc_family: Annotated[float, NUMBER, "correlation of two persons of one report, 0 to 1"]
    sensitivity_percent: Annotated[float, NUMBER, "true cases that a report tells"] = 100.0
    specificity_percent: Annotated[float, NUMBER, "others whom it tells as others"] = 100.0


@dataclass(frozen=True, kw_only=True)
class ScreenKeys:
    """`[screen]`: a short screen for all, a long interview for those whom it finds."""

    sensitivity_percent: Annotated[float, NUMBER, "true cases that the screen finds"]
    specificity_percent: Annotated[float, NUMBER, "others whom it lets pass"]


@dataclass(frozen=True, kw_only=True)
class PlanSettings:
    """A plan as its file states it."""

    schema: Annotated[int, schema_number(1), "of this file"] = 1
    outcome: Annotated[OutcomeKeys, table(OutcomeKeys, asked_for=True), "what is measured"]
    sample: Annotated[SampleKeys, table(SampleKeys, asked_for=True), "how it is drawn"]
    aim: Annotated[AimKeys, table(AimKeys), "what it is to tell"]
    cost: Annotated[CostKeys | None, table(CostKeys, asked_for=True), "prices"] = None
    change: Annotated[ChangeKeys | None, table(ChangeKeys, asked_for=True), "round before"] = None
    one_child: Annotated[
        OneChildKeys | None, table(OneChildKeys, asked_for=True), "one child of each household"
    ] = None
    family_reports: Annotated[
        FamilyKeys | None, table(FamilyKeys, asked_for=True), "reports on close family"
    ] = None
    screen: Annotated[
        ScreenKeys | None, table(ScreenKeys, asked_for=True), "a screen, then a long interview"
    ] = None

    def settled(self, place: Place) -> "PlanSettings":
        """Refuse two ways of asking, and a correlation that nobody gave."""
        ways = [name for name in ("one_child", "family_reports", "screen") if getattr(self, name)]
        if len(ways) > 1:
            raise place.fault(
                f"[{ways[0]}] and [{ways[1]}] stand beside each other",
                hint="plan one way of asking at a time, and compare the plans",
            )
        there = self.sample.units_per_cluster
        if there is not None and self.sample.asked_per_cluster > there:
            raise place.below("sample").fault(
                f"{self.sample.asked_per_cluster} are to be visited in clusters of {there}",
                hint="plan asked_per_cluster of at most units_per_cluster",
            )
        if (self.outcome.icc is None) == (self.outcome.earlier is None):
            raise place.below("outcome").fault(
                "the correlation within clusters must come from one place",
                code="missing-key",
                hint="give icc = 0.05, or earlier = with the name of an earlier survey",
            )
        return self

    @property
    def icc(self) -> float:
        """Correlation within clusters, given or of an earlier survey."""
        if self.outcome.icc is not None:
            return self.outcome.icc
        return icc_of_earlier(self.outcome.earlier or "", self.outcome.table)

    @property
    def costs(self) -> Costs | None:
        """Prices, where there are any."""
        if self.cost is None:
            return None
        given = self.cost
        return Costs(given.per_cluster, given.per_asked, given.travel, given.fixed)

    def fieldwork(
        self, clusters: int, asked: int | None = None, prevalence_percent: float | None = None
    ) -> Fieldwork:
        """The fieldwork with so many clusters, and what else is not as the plan says."""
        percent = prevalence_percent
        asking = Asking(
            prevalence=(self.outcome.prevalence_percent if percent is None else percent) / 100.0,
            icc=self.icc,
            clusters=clusters,
            asked=self.sample.asked_per_cluster if asked is None else asked,
            strata=self.sample.strata,
            response=self.sample.response_percent / 100.0,
            take_cv=self.sample.take_cv,
            weighting_between=self.sample.weighting_between,
            weighting_within=self.sample.weighting_within,
        )
        if self.one_child is not None:
            return one_child(asking, _shares(self.one_child.households_percent))
        if self.family_reports is not None:
            family = self.family_reports
            return family_reports(
                asking,
                _shares(family.reported_percent),
                _shares(family.reporters_percent),
                icc_family=family.icc_family,
                sensitivity=family.sensitivity_percent / 100.0,
                specificity=family.specificity_percent / 100.0,
            )
        if self.screen is not None:
            errors = (self.screen.sensitivity_percent, self.screen.specificity_percent)
            return screened(asking, sensitivity=errors[0] / 100.0, specificity=errors[1] / 100.0)
        return direct(asking)


def _shares(percent: Mapping[str, float]) -> dict[int, float]:
    """Shares by number: text in a file, and in Python a number too.

    A number that is none is told by the functions that take them.
    """
    texts = {str(number): value for number, value in percent.items()}
    return {int(text) if text.isdecimal() else -1: value / 100.0 for text, value in texts.items()}


def plan_of(
    content: Mapping[str, object], name: str = "the plan", folder: Path | None = None
) -> PlanSettings:
    """A plan from its tables; every fault of it is told at once.

    Parameters
    ----------
    content : mapping
        Tables of a plan, in memory or of a file.
    name, folder
        What messages call it, and where its paths are counted from.
    """
    with settings_at_fault(name):
        place = Place(name, folder or Path())
        made: PlanSettings = read_declared(PlanSettings, content, place)
        return made
