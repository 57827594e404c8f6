"""What is asked of the published figures: a measure, its cells, and what may stand in for it."""

from dataclasses import dataclass

from measure87.vocabulary.errors import UsageError

Ages = tuple[int, int | None]


@dataclass(frozen=True)
class Crosswalk:
    """Another measure whose figures are brought to the one that is asked for.

    Attributes
    ----------
    measure : str
    higher : bool
        Whether it counts everybody that the asked one counts, and more. The step between two
        measures has one sign everywhere; measures that do not contain one another have none.
    same_at : tuple of (youngest, oldest)
        Age groups of the model at which the two are the same, so that there is no step.
    """

    measure: str
    higher: bool = True
    same_at: tuple[Ages, ...] = ()


@dataclass(frozen=True)
class Flow:
    """A measure of persons who were affected at any time in a period, for one of those who are.

    Attributes
    ----------
    measure : str
    mean_days : float
        How long it lasts, in the mean over spells.
    log_sd : float
        Uncertainty of its logarithm.
    """

    measure: str
    mean_days: float
    log_sd: float

    def stock_per_flow(self, recall_days: float) -> float:
        """Persons at one time per person at any time in `recall_days`: D / (D + period).

        In a population where as many spells begin as end, the persons of a period are those at
        its beginning and those whose spell begins in it, period / D for each of the former.

        >>> Flow("any", 365.0, 0.2).stock_per_flow(365.0)
        0.5
        """
        return self.mean_days / (self.mean_days + recall_days)


@dataclass(frozen=True)
class Apart:
    """Figures that are known to be set apart, such as those from proxy answers or by telephone.

    Attributes
    ----------
    name : str
    sd : float
        How much, on the log-odds: standard deviation beforehand of their common difference.
    which : (column, value) pairs
        Figures that have all of these values.
    """

    name: str
    sd: float
    which: tuple[tuple[str, object], ...]


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
        for flow in self.flows:
            if not (flow.mean_days > 0.0 and flow.log_sd > 0.0):
                raise UsageError(
                    f"{flow.measure}: mean days and log_sd must be positive",
                    code="flow",
                    hint="spells last longer than no time, and for how long is never certain",
                )

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
