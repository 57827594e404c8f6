"""What is known of how figures differ from those that are asked for, before any is looked at."""

from dataclasses import dataclass
from math import exp, isfinite

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

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if not (self.mean_days > 0.0 and self.log_sd > 0.0):
            raise UsageError(
                f"{self.measure}: mean days and log_sd must be positive",
                code="flow",
                hint="spells last longer than no time, and for how long is never certain",
            )

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
class SourceBias:
    """What is known of how far figures of a kind of source lie from the truth.

    Attributes
    ----------
    source_type : str
    mean, sd : float
        Found log-odds less the true ones: what is expected, and its standard deviation.
    why : str
        Where that is known from.
    """

    source_type: str
    mean: float
    sd: float
    why: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if not (isfinite(self.mean) and isfinite(self.sd) and self.sd > 0.0):
            raise UsageError(
                f"bias of {self.source_type}: mean {self.mean:g}, sd {self.sd:g}",
                code="source-bias",
                hint="the mean is a number on the log-odds, the sd more than 0: no bias is certain",
            )

    def true_per_found(self, found: float) -> float:
        """True share per share found, with a bias of `mean`.

        >>> SourceBias("lists", 0.0, 0.1).true_per_found(0.3)
        1.0
        """
        odds_ratio = exp(self.mean)
        return 1.0 / (found + odds_ratio * (1.0 - found))


@dataclass(frozen=True)
class SurveyError:
    """How far surveys of one country lie apart beyond sampling, as it is known from elsewhere.

    Attributes
    ----------
    source_type : str
        A kind of source; empty for all that nothing else is stated of.
    sd : float
        Standard deviation on the log-odds.
    why : str
        Where that is known from.
    """

    source_type: str
    sd: float
    why: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if not (isfinite(self.sd) and self.sd > 0.0):
            raise UsageError(
                f"survey error of {self.source_type or 'all kinds of source'}: sd {self.sd:g}",
                code="survey-error",
                hint="a number more than 0 on the log-odds: no two surveys agree but by chance",
            )
