"""What a run knows of itself, for its GATHER statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class RunFacts:
    """What a run knows of itself. An empty field leaves the items that need it unanswered.

    Attributes
    ----------
    measures : tuple of (name, label, definition)
    countries, countries_with_figures : int
    regions : str
        Region set and its level.
    years : tuple of int
        First and last year.
    sexes : tuple of str
    ages : tuple of (from, to)
        Completed years; None is open.
    inputs : file to SHA-256
    figures_used : int
    left_out : reason to count
        Rules of the program and of publishers.
    excluded_by_hand : tuple of str
        The user's exclusions with their reasons.
    source_types : label to count
        Of the figures used.
    without_precision, without_survey : int
        Figures used that come with neither standard error nor sample size; without a source.
    assumed_errors : str
        What was assumed for these.
    other_inputs : name to source
        Population, covariates and their vintages.
    model : str
        The parts of the model that were used, in words.
    left_uncertain, not_counted : tuple of str
        Sources of uncertainty that the intervals hold, and those that they do not.
    scores : rows of VALIDATION_SCORES
    moves : tuple of str
        What sensitivity checks moved, in words.
    not_validated : tuple of str
        Exercises that could not be done, with their reasons.
    level : float
        Of the published intervals.
    draws : int
    convergence : str
    version : str
        Of the program.
    limitations : tuple of str
        Warnings of the run.
    """

    measures: tuple[tuple[str, str, str], ...] = ()
    countries: int = 0
    countries_with_figures: int = 0
    regions: str = ""
    years: tuple[int, ...] = ()
    sexes: tuple[str, ...] = ()
    ages: tuple[tuple[int, int | None], ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    figures_used: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    excluded_by_hand: tuple[str, ...] = ()
    source_types: Mapping[str, int] = field(default_factory=dict)
    without_precision: int = 0
    without_survey: int = 0
    assumed_errors: str = ""
    other_inputs: Mapping[str, str] = field(default_factory=dict)
    model: str = ""
    left_uncertain: tuple[str, ...] = ()
    not_counted: tuple[str, ...] = ()
    scores: Sequence[Mapping[str, object]] = ()
    moves: tuple[str, ...] = ()
    not_validated: tuple[str, ...] = ()
    level: float = 0.0
    draws: int = 0
    convergence: str = ""
    version: str = ""
    limitations: tuple[str, ...] = ()
