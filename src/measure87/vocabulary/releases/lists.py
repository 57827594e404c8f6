"""What a study of overlapping lists says beside its figures: lists, methods, trust, the gate.

The same structures stand before the disclosure gate and after it. Numbers of persons on lists
and in overlaps may be `not-shown` after it; sizes of populations (persons, known and unknown to
the lists) and their limits are rounded there. What a method says of itself only before the gate
is declared where it is made, in `estimate.multiple_lists.method_findings`.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

from msgspec import field

from measure87.vocabulary.releases.common import Declared, Shown, StatedBefore, StatedRules


class ListsStudy(Declared, frozen=True, kw_only=True):
    """What the study says of itself in `study.toml`."""

    title: str
    country: str | None = None
    invented: bool
    notes: list[str]
    language: str
    data_language: str | None = None


class StatedPopulation(Declared, frozen=True, kw_only=True, rename={"is_not": "not"}):
    """What is counted, part by part, and what the figure is and is not.

    Attributes
    ----------
    status : `potential`, `referred`, `confirmed`; several are joined by a comma
    closed_because : why nobody may be taken to enter or leave in the period
    """

    formerly: ClassVar[Mapping[str, str]] = {"place": "area"}

    population: str
    area: str
    period: str
    status: str
    closed_because: str
    figure: str
    is_not: str


class ListCount(Declared, frozen=True, kw_only=True):
    """One list.

    Attributes
    ----------
    persons : on the list; before the gate left out where withheld cells go into it
    on_no_other : persons on this list and no other; left out as `persons`
    """

    name: str
    persons: Shown | None = None
    on_no_other: Shown | None = None


class RankedModel(Declared, frozen=True, kw_only=True):
    """A model of `bic`: its interactions, its size, and how often samples chose it (0 to 1)."""

    interactions: list[str]
    size: float
    share_of_samples: float


class SizeAtEnd(Declared, frozen=True, kw_only=True):
    """The size (persons) with all withheld cells at one end of their ranges."""

    value: float | None = None


class WithheldCells(Declared, frozen=True, kw_only=True):
    """What cells that are known as a range alone do to a figure.

    Attributes
    ----------
    cells, imputations : how many cells there are, and how often they were filled
    all_lowest, all_highest : absent where the method has no figure there
    """

    cells: int
    imputations: int
    all_lowest: SizeAtEnd | None = None
    all_highest: SizeAtEnd | None = None


class JoinedLists(Declared, frozen=True, kw_only=True):
    """A graph of dependence: pairs of lists that it joins, as `A:B`; probability, 0 to 1."""

    joined: list[str]
    probability: float


class PriorAnswer(Declared, frozen=True, kw_only=True):
    """The size and its limits under another prior, persons."""

    prior: str
    value: float
    lower: float
    upper: float


class PosteriorMode(Declared, frozen=True, kw_only=True):
    """A centre of a posterior: its size in persons, and the share of the posterior around it."""

    size: float
    share: float


class LongStay(Declared, frozen=True, kw_only=True, rename={"begin": "from"}):
    """A part of a chain that rested at another size (persons) than the rest."""

    size: float
    begin: int
    iterations: int


class MonteCarlo(Declared, frozen=True, kw_only=True):
    """Standard errors over seeds of a size and its limits, persons; replicates that were used."""

    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    replicates: int


class Density(Declared, frozen=True, kw_only=True):
    """A posterior as a curve: sizes in persons, and the height at each per unit of the log.

    Both are left out where all draws are equal.
    """

    persons: list[float] = field(default_factory=list)
    density: list[float] = field(default_factory=list)


class MethodAccount(Declared, frozen=True, kw_only=True):
    """What a method may say of itself in a release: a closed list.

    Each method has some of the parts. Deviances, p-values, coefficients and frequencies of
    capture are functions of the capture table and are not among them.

    Attributes
    ----------
    terms : interactions in the chosen model, `A:B`
    threshold : p-value (`stepwise`) or ratio (`bayes-threshold`)
    order : most lists that one interaction may join
    within_10 : smallest and largest size (persons) of models within 10 of the best BIC
    kind, columns, folds : of the regression on covariates
    form, model : of a bound, of coverage, of unequal catchability
    coverage : share of the population that the lists cover, 0 to 1
    tables : number of tables that were pooled
    share_of_variance_between_tables, share_above_bound, share_elsewhere : 0 to 1
    share_of_variance_from_rounding : of the cells, where the interval includes it; 0 to 1
    lowest_value, highest_value : sizes over the pooled tables, persons
    strata : number of strata in the sum
    r_hat, effective_draws, effective_draws_tails, iterations : of the chains
    chain_medians : sizes, persons
    delta : prior weight of a cell, persons
    graphs : number of graphs that were averaged
    """

    terms: list[str]
    threshold: float | None = None
    prior_variance: float | None = None
    order: int | None = None
    models: Sequence[RankedModel] | None = None
    within_10: list[float] | None = None
    kind: str | None = None
    columns: int | None = None
    folds: int | None = None
    form: str | None = None
    model: str | None = None
    coverage: float | None = None
    tables: int | None = None
    share_of_variance_between_tables: float | None = None
    share_of_variance_from_rounding: float | None = None
    lowest_value: float | None = None
    highest_value: float | None = None
    suppressed: WithheldCells | None = None
    strata: int | None = None
    r_hat: float | None = None
    effective_draws: float | None = None
    effective_draws_tails: float | None = None
    chain_medians: list[float] | None = None
    iterations: int | None = None
    delta: float | None = None
    graphs: int | None = None
    top_graphs: list[JoinedLists] | None = None
    priors: list[PriorAnswer] | None = None
    share_above_bound: float | None = None
    modes: list[PosteriorMode] | None = None
    long_stays: list[LongStay] | None = None
    share_elsewhere: float | None = None
    monte_carlo: MonteCarlo | None = None
    density: Density | None = None


class StatedStep(Declared, frozen=True, kw_only=True):
    """One interaction more in `stepwise`; "" is the model without interactions.

    Attributes
    ----------
    p_value : of the overlap before it was taken
    size, lower, upper : with it in the model, persons
    """

    interaction: str
    p_value: float
    size: float
    lower: float | None = None
    upper: float | None = None


class StatedOverlap(Declared, frozen=True, kw_only=True):
    """Two lists, the persons on both, and their odds ratio among persons on a third list."""

    lists: list[str]
    both: Shown
    odds_ratio: float | Literal["not-shown"] | None = None


type NoFigures = Literal["few-respondents", "confidential"]
"""Why the gate shows no figure of a changed table."""


class StatedRefit(Declared, frozen=True, kw_only=True):
    """Figures for changed lists.

    Attributes
    ----------
    kind : `without`, `merged`, `matches-undone`, `matches-added`
    share : of the matches, 0 to 1
    values : method to size, persons
    refused : method to the reason why it has no figure
    observed : persons in the changed table; after the gate only where a list is left out
    """

    change: str
    kind: str
    lists: list[str]
    share: float | None = None
    values: Mapping[str, float]
    refused: Mapping[str, str]
    not_shown: NoFigures | None = None
    observed: Shown | None = None


class StatedKnownList(Declared, frozen=True, kw_only=True):
    """The size of one list as the other lists would have estimated it.

    Attributes
    ----------
    known, on_other_lists : persons on the list, and those of them on another list too
    values : method to size, persons
    refused : method to the reason why it has no figure
    """

    formerly: ClassVar[Mapping[str, str]] = {"seen_by_others": "on_other_lists"}

    name: str
    known: Shown
    on_other_lists: Shown
    values: Mapping[str, float]
    refused: Mapping[str, str]
    not_shown: NoFigures | None = None


class StatedOffset(Declared, frozen=True, kw_only=True):
    """Sizes (persons, by method) if those on no list were `factor` times as many as assumed."""

    factor: float
    values: Mapping[str, float]


class StatedTrust(Declared, frozen=True, kw_only=True):
    """Robustness checks: lists left out, taken as one, known, hidden persons, matches."""

    overlaps: list[StatedOverlap]
    without: list[StatedRefit]
    merged: list[StatedRefit]
    known_lists: list[StatedKnownList]
    offsets: list[StatedOffset]
    linkage: list[StatedRefit]


class MethodSize(Declared, frozen=True, kw_only=True):
    """A method and its size, persons."""

    method: str
    value: float


class BoundAbove(Declared, frozen=True, kw_only=True):
    """A lower bound whose own lower limit (persons) lies above all of the lowest figure's interval.

    Both are of the same lists: the assumptions of one of the two methods are wrong.
    """

    method: str
    lower: float


class StatedVerdict(Declared, frozen=True, kw_only=True):
    """How far the methods that can be defended agree.

    Attributes
    ----------
    code : `not-shown` after the gate, where a figure that it names is not shown
    because : codes that say why no figure can be defended, the most frequent first
    factor : largest over smallest size
    compared : methods that were compared
    bound_above : a lower bound that contradicts the lowest figure, if there is one
    """

    code: Literal["not-estimable", "one-method", "disagree", "close", "not-shown"]
    text: str
    because: list[str] | None = None
    factor: float | None = None
    lowest: MethodSize | None = None
    highest: MethodSize | None = None
    compared: list[str] | None = None
    bound_above: BoundAbove | None = None


class AboutLists(Declared, frozen=True, kw_only=True):
    """The lists, the methods on them, and how far they can be trusted.

    Attributes
    ----------
    methods : method to what it says of itself
    observed : persons on at least one list; left out where cells are withheld
    mutually_exclusive : pairs of lists that cannot share a person
    stepwise_path : as the threshold of `stepwise` grows
    robustness_checks : left out where the run did not refit, or cells are withheld
    cells_rounded_to : persons, base of the random rounding of cells; left out where cells are exact
    """

    formerly: ClassVar[Mapping[str, str]] = {
        "apart": "mutually_exclusive",
        "trust": "robustness_checks",
    }

    counted: StatedPopulation
    lists: list[ListCount]
    methods: Mapping[str, MethodAccount]
    observed: Shown | None = None
    mutually_exclusive: list[tuple[str, str]] | None = None
    stepwise_path: list[StatedStep] | None = None
    robustness_checks: StatedTrust | None = None
    verdict: StatedVerdict
    cells_rounded_to: int | None = None


class ListsDisclosure(Declared, frozen=True, kw_only=True):
    """The gate's account: its rules, and how much was kept back.

    Attributes
    ----------
    figures, shown, in_brackets : numbers of figures
    suppressed : reason to number of figures
    counts, counts_not_shown : numbers of sizes of lists and overlaps
    rounded : whether figures are rounded; not where the counts are public
    ledger : id of the ledger that keeps every release of these lists; none where counts are public
    nothing_released_before : who stated so, where the ledger was lost
    """

    rules: StatedRules
    figures: int
    shown: int
    in_brackets: int
    suppressed: Mapping[str, int]
    counts: int
    counts_not_shown: int
    rounded: bool
    ledger: str | None = None
    nothing_released_before: StatedBefore | None = None


class ListsDiagnostics(Declared, frozen=True, kw_only=True):
    """Everything that a study of overlapping lists says beside its figures.

    Attributes
    ----------
    study : left out of a run without a study folder
    disclosure : the gate's own account, of a release alone
    """

    study: ListsStudy | None = None
    lists: AboutLists
    disclosure: ListsDisclosure | None = None
