"""Who is asked, who is counted, and what each interview costs, for four ways of asking.

A survey of persons counts those whom it asks. Three other ways count others, or count them with
an error, and each is turned into a `PlannedSample` of the persons counted, whose interval and
size follow as for any other:

* `direct`: persons asked about themselves;
* `one_child`: one child drawn of the eligible children of each household, with weights;
* `family_reports`: respondents who report on close family, each report weighed by 1 over the
  number of persons who could have made it, so that nobody counts twice;
* `screened`: a short screen for all, a long interview for those whom it finds.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from measure87.design.answer_errors import found_with_errors
from measure87.design.costs import Costs
from measure87.design.planned_sample import PlannedSample
from measure87.vocabulary.errors import UsageError


@dataclass(frozen=True)
class Fieldwork:
    """A plan with what it takes to carry it out.

    Attributes
    ----------
    kind : str
        `direct`, `one-child`, `family-reports` or `screened`.
    plan : PlannedSample
        Of the persons counted; its prevalence is what the survey will find.
    prevalence : float
        The true share of persons with the outcome.
    asked : float
        Households, respondents or persons visited in a cluster.
    long_interviews : float
        Of those asked in a cluster, how many get the long interview too; 0 where there is none.
    """

    kind: str
    plan: PlannedSample
    prevalence: float
    asked: float
    long_interviews: float = 0.0

    @property
    def bias(self) -> float:
        """Share that the survey will find less the true one."""
        return self.plan.prevalence - self.prevalence

    def with_clusters(self, clusters: int) -> "Fieldwork":
        """The same with another number of clusters."""
        return replace(self, plan=self.plan.with_clusters(clusters))

    def cost(self, costs: Costs, per_long_interview: float = 0.0) -> float:
        """In the user's currency."""
        long = self.plan.clusters * self.long_interviews * per_long_interview
        return costs.total(self.plan.clusters, self.asked) + long


@dataclass(frozen=True)
class Asking:
    """What all ways of asking share.

    Attributes
    ----------
    prevalence : float
        True share of persons with the outcome.
    icc : float
        Correlation of two persons of a cluster (not of one family or household) in the truth.
    clusters, strata : int
    asked : float
        Households, respondents or persons visited in a cluster.
    response : float
        Share of them who answer, above 0 and at most 1.
    take_cv, weighting_between, weighting_within : float
        As in `PlannedSample`, but for what the way of asking adds by itself.
    """

    prevalence: float
    icc: float
    clusters: int
    asked: float
    strata: int = 1
    response: float = 1.0
    take_cv: float = 0.0
    weighting_between: float = 1.0
    weighting_within: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a response that is none."""
        if not 0.0 < self.response <= 1.0:
            raise UsageError(
                f"{100 * self.response:g} % cannot answer",
                code="response",
                hint="give the share of those asked who answer, above 0 and at most 100 %",
            )

    def sample(
        self, take: float, *, found: float | None = None, icc: float | None = None,
        take_cv: float = 0.0, weighting_within: float = 1.0,
    ) -> PlannedSample:  # fmt: skip
        """A plan of `take` persons counted in a cluster."""
        return PlannedSample(
            prevalence=self.prevalence if found is None else found,
            clusters=self.clusters,
            take=take,
            icc=self.icc if icc is None else icc,
            strata=self.strata,
            take_cv=math.hypot(self.take_cv, take_cv),
            weighting_between=self.weighting_between,
            weighting_within=self.weighting_within * weighting_within,
        )


def direct(asking: Asking) -> Fieldwork:
    """Persons asked about themselves."""
    plan = asking.sample(asking.asked * asking.response)
    return Fieldwork("direct", plan, asking.prevalence, asking.asked)


def one_child(asking: Asking, households: Mapping[int, float]) -> Fieldwork:
    """One child drawn in each household that has one, weighed by its eligible children.

    Parameters
    ----------
    asking : Asking
        `asked` counts households, with and without children.
    households : mapping
        Number of eligible children to the share of households with so many; adds up to 1.

    Notes
    -----
    Children counted in a cluster are the households with a child; how many those are varies as
    a binomial. The weights are the numbers of eligible children, with Kish's loss E k^2/(E k)^2
    over households with a child. Assumes that the outcome does not go with their number.
    """
    _check_shares(households, "households by number of eligible children")
    present = {k: share for k, share in households.items() if k > 0 and share > 0.0}
    with_child = sum(present.values())
    if not present:
        raise UsageError("no household has an eligible child", code="shares",
                         hint="give the shares of households with 1, 2, ... children")  # fmt: skip
    mean = sum(k * share for k, share in present.items()) / with_child
    square = sum(k**2 * share for k, share in present.items()) / with_child
    take = asking.asked * with_child * asking.response
    answering = with_child * asking.response
    spread = math.sqrt((1.0 - answering) / (asking.asked * answering))
    plan = asking.sample(take, take_cv=spread, weighting_within=square / mean**2)
    return Fieldwork("one-child", plan, asking.prevalence, asking.asked)


def family_reports(
    asking: Asking,
    reported: Mapping[int, float],
    reporters: Mapping[int, float],
    *,
    icc_family: float,
    sensitivity: float = 1.0,
    specificity: float = 1.0,
) -> Fieldwork:
    """Respondents who report on themselves and close family, as the global estimates' surveys do.

    Parameters
    ----------
    asking : Asking
        `asked` counts respondents; `icc` is that of persons whom different respondents of a
        cluster report, who need not live there.
    reported : mapping
        Number of persons reported on (herself too, if she counts) to the share of respondents.
    reporters : mapping
        Number of persons in the population who could report on a person, to the share of reports.
    icc_family : float
        Correlation of two persons reported by one respondent.
    sensitivity, specificity : float
        Of a report.

    Notes
    -----
    A report weighs 1/multiplicity, with Kish's loss E w^2/(E w)^2 over reports. With g persons a
    respondent, of square mean E g^2, the variance of equal weights is multiplied by
    1 + (G - 1) icc_family + (b - G) icc, with G = E g^2/E g and b reports a cluster; this is
    expressed as one correlation within clusters. That two respondents report on the same person
    is as rare as their families are small in the population, and left out. Sources: Sirken
    (1970), J. Am. Stat. Assoc. 65, 257-266 (multiplicity), unseen in print.
    """
    for shares, what in ((reported, "respondents by number reported on"),
                         (reporters, "reports by number of possible reporters")):  # fmt: skip
        _check_shares(shares, what)
    if 0 in reporters:
        raise UsageError("nobody could make a report that was made", code="shares",
                         hint="possible reporters of a person are 1 or more")  # fmt: skip
    if not asking.icc <= icc_family <= 1.0:
        raise UsageError(
            f"persons of one family correlate by {icc_family:g}, those of a cluster by "
            f"{asking.icc:g}", code="plan", hint="give icc_family from icc to 1",
        )  # fmt: skip
    persons = sum(k * share for k, share in reported.items())
    if persons <= 0.0:
        raise UsageError("nobody is reported on", code="shares",
                         hint="give the shares of respondents who report on 1, 2, ...")  # fmt: skip
    square = sum(k**2 * share for k, share in reported.items())
    mean_weight = sum(share / k for k, share in reporters.items())
    kish = sum(share / k**2 for k, share in reporters.items()) / mean_weight**2
    respondents = asking.asked * asking.response
    take, group = respondents * persons, square / persons
    spread = math.sqrt(max(square - persons**2, 0.0) / respondents) / persons
    effective = take * (1.0 + spread**2)
    extra = (group - 1.0) * icc_family + max(effective - group, 0.0) * asking.icc
    equivalent = extra / (effective - 1.0) if effective > 1.0 else 0.0
    found = found_with_errors(asking.prevalence, min(equivalent, 1.0), sensitivity, specificity)
    plan = asking.sample(
        take, found=found.prevalence, icc=found.icc, take_cv=spread, weighting_within=kish
    )
    return Fieldwork("family-reports", plan, asking.prevalence, asking.asked)


def screened(asking: Asking, *, sensitivity: float, specificity: float) -> Fieldwork:
    """A short screen for all, and a long interview for those whom it finds.

    The long interview is taken to be right, so nobody without the outcome is counted; those whom
    the screen misses are counted as without. The share found is sensitivity times the true one.

    Parameters
    ----------
    sensitivity, specificity : float
        Of the screen, 0 to 1.
    """
    flagged = found_with_errors(asking.prevalence, asking.icc, sensitivity, specificity).prevalence
    found = found_with_errors(asking.prevalence, asking.icc, sensitivity, 1.0)
    take = asking.asked * asking.response
    plan = asking.sample(take, found=found.prevalence, icc=found.icc)
    return Fieldwork("screened", plan, asking.prevalence, asking.asked, take * flagged)


def _check_shares(shares: Mapping[int, float], what: str) -> None:
    if any(number < 0 or share < 0.0 for number, share in shares.items()):
        raise UsageError(f"a share or number below 0 among {what}", code="shares",
                         hint="give shares from 0 to 1 of numbers from 0")  # fmt: skip
    total = sum(shares.values())
    if abs(total - 1.0) > 1e-6:
        raise UsageError(
            f"{what}: the shares add up to {total:g}",
            code="shares",
            hint="they must add up to 1",
        )
