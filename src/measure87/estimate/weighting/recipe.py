"""A recipe: the steps from the chance of being drawn to the weight that a table gets, as TOML.

    schema = 1
    [base]
    probabilities = ["p_cluster", "p_household"]
    [[steps]]
    kind = "response"
    column = "result"
    answered = ["1"]
    not_answered = ["2", "3"]
    classes = ["region"]

Steps are taken in their order, and the same kind may stand more than once. Every code of a status
is named: what the recipe does not name is refused, never taken for an answer. What each kind does,
and its source, is said by the module of that name in `steps`.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, get_args

from measure87.estimate.weighting.benchmark import Benchmark
from measure87.files.settings import (
    NUMBER,
    POSITIVE,
    TEXT,
    ZERO_OR_MORE,
    LeftOut,
    Place,
    Variants,
    above,
    by_name,
    choice,
    file,
    read_file,
    schema_number,
    table,
    tables,
    texts,
    whole,
)
from measure87.numerics.calibration import Distance
from measure87.numerics.trimming import Spread

KINDS = (
    "eligibility", "response", "propensity", "selected-one", "household-share", "calibration",
    "trimming", "waves",
)  # fmt: skip
_Kind = Annotated[
    str, choice(KINDS), f"one of {', '.join(f'`{kind}`' for kind in KINDS)}", LeftOut("an error")
]
_Classes = Annotated[
    tuple[str, ...], texts(), "columns whose codes, crossed, make the classes", LeftOut("one class")
]
_Status = Annotated[str, TEXT, "column with the status"]
_Codes = Annotated[tuple[str, ...], texts(needed=True), "codes of the status"]


@dataclass(frozen=True, kw_only=True)
class BaseWeights:
    """The table `[base]`: weights are multiplied, chances of being drawn are divided by."""

    weights: Annotated[
        tuple[str, ...], texts(), "columns that are multiplied; 0 for who was not drawn"
    ] = ()
    probabilities: Annotated[
        tuple[str, ...], texts(), "columns with the chance of being drawn at each stage"
    ] = ()

    def settled(self, place: Place) -> "BaseWeights":
        """As it is; refused where it names no column."""
        if not (self.weights or self.probabilities):
            raise place.fault(
                "no column gives the base weights",
                code="missing-key",
                hint='add weights = ["..."], probabilities = ["..."], or both',
            )
        return self


@dataclass(frozen=True, kw_only=True)
class Eligibility:
    """Weight of who may or may not belong to the population, given to those of whom it is known."""

    kind: _Kind = "eligibility"
    column: _Status
    eligible: _Codes
    unknown: _Codes
    ineligible: Annotated[tuple[str, ...], texts(), "codes of the status"] = ()
    classes: _Classes = ()


@dataclass(frozen=True, kw_only=True)
class Response:
    """Weight of who did not answer, given to those of her class who did."""

    kind: _Kind = "response"
    column: _Status
    answered: _Codes
    not_answered: _Codes
    classes: _Classes = ()


@dataclass(frozen=True, kw_only=True)
class Propensity:
    """Weight of who did not answer, given by the chance of answering that a logit finds."""

    kind: _Kind = "propensity"
    column: _Status
    answered: _Codes
    not_answered: _Codes
    categories: Annotated[tuple[str, ...], texts(), "columns whose codes explain answering"] = ()
    numbers: Annotated[tuple[str, ...], texts(), "columns whose numbers explain answering"] = ()
    groups: Annotated[
        int | None,
        whole(2, 100),
        "classes of propensity of about equal weight",
        LeftOut("one over the propensity itself"),
    ] = None

    def settled(self, place: Place) -> "Propensity":
        """As it is; refused where nothing explains answering."""
        if not (self.categories or self.numbers):
            raise place.fault(
                "no column explains who answered",
                code="missing-key",
                hint='add categories = ["..."] or numbers = ["..."]',
            )
        return self


@dataclass(frozen=True, kw_only=True)
class SelectedOne:
    """One person drawn with equal chances among the eligible of her household."""

    kind: _Kind = "selected-one"
    eligible: Annotated[str, TEXT, "column with the number of eligible persons"]
    cap: Annotated[int | None, whole(1, 1000), "largest factor", LeftOut("no limit")] = None


@dataclass(frozen=True, kw_only=True)
class HouseholdShare:
    """One weight for all members of a household: the sum of theirs over all its links."""

    kind: _Kind = "household-share"
    household: Annotated[tuple[str, ...], texts(needed=True), "columns that tell households apart"]
    links: Annotated[
        str | None,
        TEXT,
        "column: 1 for members who could have been drawn, 0 for those who could not",
        LeftOut("all members could have been drawn"),
    ] = None


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """Weights that meet known numbers of the population."""

    kind: _Kind = "calibration"
    population: Annotated[
        Path | None, file(), "CSV file with the persons of each class", LeftOut("an error")
    ] = None
    columns: Annotated[
        dict[str, str],
        by_name(TEXT),
        "variable of that file = column of the table, where they have other names",
    ] = field(default_factory=dict)
    distance: Annotated[
        Distance,
        choice(get_args(Distance)),
        "`raking`, `linear`, or with bounds `logit` (smooth) or `truncated` (linear within them)",
    ] = "raking"
    minimum_factor: Annotated[float, ZERO_OR_MORE, "of `logit` and `truncated`: below 1"] = 0.3
    maximum_factor: Annotated[float, above(1.0), "of `logit` and `truncated`"] = 3.0
    sums: Annotated[
        dict[str, float], by_name(NUMBER), "column of a number = its known sum in the population"
    ] = field(default_factory=dict)
    benchmark: Benchmark | None = None
    """In Python, instead of the file and what else the table says."""

    def settled(self, place: Place) -> "Calibration":
        """As it is; refused where no population is named, or no factor lies below 1."""
        if self.population is None:
            raise place.missing("population")
        if self.minimum_factor >= 1.0:
            raise place.wrong("minimum_factor", self.minimum_factor, "a number from 0 to below 1")
        return self


@dataclass(frozen=True, kw_only=True)
class Trimming:
    """No weight above a limit; what is cut off is spread over the others of the class."""

    kind: _Kind = "trimming"
    largest: Annotated[float | None, POSITIVE, "the limit", LeftOut("see `times_median`")] = None
    times_median: Annotated[
        float | None,
        above(1.0),
        "the limit as a multiple of the median weight of the class",
        LeftOut("see `largest`"),
    ] = None
    within: _Classes = ()
    spread: Annotated[
        Spread,
        choice(get_args(Spread)),
        "`proportional` to the weights that are not cut, or `equal` to each of them",
    ] = "proportional"

    def settled(self, place: Place) -> "Trimming":
        """As it is; refused where there is no limit, or there are two."""
        if (self.largest is None) == (self.times_median is None):
            raise place.fault(
                "trimming needs one limit", hint="write largest = ... or times_median = ..."
            )
        return self


@dataclass(frozen=True, kw_only=True)
class Waves:
    """Waves of a survey put together as one sample of their mean population."""

    kind: _Kind = "waves"
    wave: Annotated[str, TEXT, "column with the wave"]
    by: Annotated[
        str,
        choice(("persons", "effective")),
        "what a wave counts for: its persons, or its persons over the design effect of weighting",
    ] = "persons"


Step = (
    Eligibility | Response | Propensity | SelectedOne | HouseholdShare | Calibration | Trimming
    | Waves
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _AnyStep:
    """What a step of whatever kind must say."""

    kind: _Kind


_OF_KIND = {"": _AnyStep, **dict(zip(KINDS, get_args(Step), strict=True))}


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How weights are made, as a file says it.

    base : the columns that the weights begin with
    steps : in the order in which they are taken
    """

    schema: Annotated[int, schema_number(1), "1"] = 1
    base: Annotated[BaseWeights, table(BaseWeights, asked_for=True), "base weights"]
    steps: Annotated[
        tuple[Step, ...], tables(Variants("kind", _OF_KIND), "step {number}"), "the steps, in order"
    ] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it names, each once; those of a population table are not among them."""
        named = [*self.base.weights, *self.base.probabilities]
        for step in self.steps:
            for key in _NAMING[step.kind]:
                said = getattr(step, key)
                named += [said] if isinstance(said, str) else [*(said or ())]
        return tuple(dict.fromkeys(named))


_NAMING = {
    "eligibility": ("column", "classes"),
    "response": ("column", "classes"),
    "propensity": ("column", "categories", "numbers"),
    "selected-one": ("eligible",),
    "household-share": ("household", "links"),
    "calibration": ("sums",),
    "trimming": ("within",),
    "waves": ("wave",),
}
"""The keys of each kind whose values are columns of the table."""


def read_recipe(path: Path) -> Recipe:
    """Read and check a recipe.

    Raises
    ------
    StudyError
        The first of all that is wrong with the file, with the others.
    """
    return read_file(path, Recipe)
