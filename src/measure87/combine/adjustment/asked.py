"""What is asked of the published figures: a measure, its cells, and what may stand in for it."""

from dataclasses import dataclass

from measure87.combine.adjustment.known_differences import (
    Ages,
    Apart,
    Crosswalk,
    Flow,
    SourceBias,
    SurveyError,
)
from measure87.vocabulary.errors import UsageError


@dataclass(frozen=True)
class Asked:
    """What is estimated and from which figures.

    Attributes
    ----------
    measure : str
    sexes : tuple of str
        ("both",) or ("female", "male").
    ages : tuple of (youngest, oldest)
        Adjacent.
    crosswalks, flows
        Other measures that serve.
    other_ages : tuple of (youngest, oldest)
        Where one age group is estimated: others whose figures serve where a survey has no better,
        with a common difference for each group of ages.
    other_ages_sd : float
        Its standard deviation beforehand, on the log-odds.
    recall_days : float or None
        Reference period of the measure; figures of another one are set apart by the logarithm
        of how much longer it is. None: recall periods are not looked at.
    recall_sd : float
        On the log-odds per tenfold period.
    reference_source : str or None
        Source type held to be without bias; None is the most frequent.
    source_bias : tuple of SourceBias
        Kinds of source whose bias is known within limits, the one of reference among them or not.
    survey_error : tuple of SurveyError
        Kinds of source of which it is known how far surveys of one country lie apart.
    apart : tuple of Apart
    first_year, last_year : int or None
        Figures of other years are not used.
    """

    measure: str
    sexes: tuple[str, ...] = ("both",)
    ages: tuple[Ages, ...] = ((5, 17),)
    crosswalks: tuple[Crosswalk, ...] = ()
    flows: tuple[Flow, ...] = ()
    other_ages: tuple[Ages, ...] = ()
    other_ages_sd: float = 0.5
    recall_days: float | None = None
    recall_sd: float = 0.2
    reference_source: str | None = None
    source_bias: tuple[SourceBias, ...] = ()
    survey_error: tuple[SurveyError, ...] = ()
    apart: tuple[Apart, ...] = ()
    first_year: int | None = None
    last_year: int | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        names = [self.measure, *self.other_measures]
        if len(set(names)) < len(names):
            raise UsageError(
                f"a measure stands twice among {', '.join(names)}",
                code="measure",
                hint="crosswalks and flows name other measures, each once",
            )
        if self.other_ages and len(self.ages) > 1:
            raise UsageError(
                "other ages can stand in for one age group only",
                code="other-ages",
                hint="ask for one age group, or leave other_ages away",
            )
        spans = [*self.ages, *self.other_ages]
        if len(set(spans)) < len(spans):
            raise UsageError(
                "ages stand twice among those asked for and those that stand in",
                code="other-ages",
                hint="take them out of other_ages",
            )
        for one in self.crosswalks:
            _check_same_at(one, self.ages)
        _check_stated_once("bias", "source-bias", [one.source_type for one in self.source_bias])
        _check_stated_once("error", "survey-error", [one.source_type for one in self.survey_error])

    @property
    def other_measures(self) -> tuple[str, ...]:
        """Measures beside the one that is asked for."""
        return tuple(c.measure for c in self.crosswalks) + tuple(f.measure for f in self.flows)

    @property
    def same_ages(self) -> dict[str, tuple[int, ...]]:
        """For each crosswalk the places of the ages at which it is the same."""
        return {
            one.measure: tuple(self.ages.index(ages) for ages in one.same_at)
            for one in self.crosswalks
        }


def _check_stated_once(what: str, code: str, kinds: list[str]) -> None:
    if twice := [kind for kind in kinds if kinds.count(kind) > 1]:
        raise UsageError(
            f"the {what} of {twice[0] or 'all kinds of source'} is stated twice",
            code=code,
            hint="state it once for each kind of source",
        )


def _check_same_at(one: Crosswalk, ages: tuple[Ages, ...]) -> None:
    unknown = [span for span in one.same_at if span not in ages]
    if unknown or len(set(one.same_at)) < len(one.same_at):
        named = ", ".join(str(list(span)) for span in unknown or one.same_at)
        known = ", ".join(str(list(span)) for span in ages)
        raise UsageError(
            f"{one.measure}: same_at has {named}, which are not ages of the model, each once",
            code="same-at",
            hint=f"its ages are {known}",
        )
    if len(one.same_at) == len(ages):
        raise UsageError(
            f"{one.measure} is said to be the same at all ages",
            code="same-at",
            hint="leave out of same_at the ages at which the two measures differ",
        )


@dataclass(frozen=True)
class ErrorRules:
    """What is assumed of figures that do not say how sure they are.

    Attributes
    ----------
    effective_n : float, persons
        Of figures with neither standard error nor sample size.
    deff : float
        Of figures with a sample size and no design effect.
    fewest_cases : float
        Figures with a sample size that expect fewer cases enter as counts.
    """

    effective_n: float = 2000.0
    deff: float = 1.5
    fewest_cases: float = 10.0
