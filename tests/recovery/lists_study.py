"""How each list method fares where the truth is known: bias, coverage, and what it refuses.

The lists come from `measure87.simulate`, which shares no code with the methods. Methods are
those of `measure87.estimate.multiple_lists.methods`, those known by name that the room has
besides, and the doubly robust one, which needs covariates.
"""

import csv
import inspect
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np

from measure87.estimate import multiple_lists
from measure87.estimate.multiple_lists import (
    CaptureTable,
    NotEstimableError,
    SizeEstimate,
    capture_table_from,
    doubly_robust,
    persons_from,
)
from measure87.estimate.multiple_lists.methods import METHODS, MethodOptions
from measure87.simulate.overlapping_lists import OverlappingLists
from tests.recovery.lists_scenarios import SCENARIOS, Scenario

DOUBLY_ROBUST = "doubly-robust"
BOOTSTRAP = 300
"""Bootstrap samples of each interval; fewer than by default, so that the study ends."""

SAMPLES = {
    "independence": 200,
    "chao": 200,
    "sample-coverage": 200,
    "heterogeneity": 200,
    "stepwise": 100,
    "bic": 50,
    "bayes-threshold": 50,
    "decomposable": 40,
    "latent-class": 20,
    DOUBLY_ROBUST: 100,
}
"""Samples of each scenario; others, such as methods added later, get `OTHER_SAMPLES`."""
OTHER_SAMPLES = 20


@dataclass(frozen=True)
class Outcome:
    """What one method found in one sample; sizes in persons."""

    scenario: str
    sample: int
    method: str
    refused: str = ""
    value: float = float("nan")
    lower: float = float("nan")
    upper: float = float("nan")
    bound: bool = False
    notices: str = ""


@dataclass(frozen=True)
class Summary:
    """What one method found in all samples of one scenario; shares are 0 to 1.

    samples : number of samples tried
    refused : share without an answer
    value_of_truth : median of the figures over the true size
    middle_low, middle_high : quartiles of the same
    covered : share of intervals that hold the truth, of those given
    truth_above, truth_below : share of intervals that end below the truth, begin above it
    bounds : share of answers that are a lower bound only
    width : median of upper over lower limit, where both are given; 0 where none are
    warned : share of answers with a notice
    """

    scenario: str
    method: str
    samples: int
    refused: float
    value_of_truth: float
    middle_low: float
    middle_high: float
    covered: float
    truth_above: float
    truth_below: float
    bounds: float
    width: float
    warned: float


def wanted(method: str, share: float = 1.0) -> int:
    """Samples of a scenario for a method."""
    return max(1, round(share * SAMPLES.get(method, OTHER_SAMPLES)))


def methods_of(scenario: Scenario) -> list[str]:
    """Methods that can be tried on a scenario: the study's names that exist, then new ones."""
    known = [name for name in SAMPLES if name in METHODS or _function(name) is not None]
    both = dict.fromkeys([*known, *METHODS])
    return [name for name in both if name != DOUBLY_ROBUST or scenario.effects]


def _function(name: str) -> Callable[..., SizeEstimate] | None:
    """A method of the room by its name, if it is there."""
    found = getattr(multiple_lists, name.replace("-", "_"), None)
    return found if callable(found) else None


def run_sample(
    name: str, sample: int, share: float = 1.0, only: Sequence[str] | None = None
) -> list[Outcome]:
    """All methods on one sample, whose seed depends on the scenario and its number alone.

    `only` names the methods to run, in place of all.
    """
    scenario = SCENARIOS[name]
    rng = np.random.default_rng([zlib.crc32(name.encode()), sample])
    drawn = scenario.draw(rng)
    apart = [(drawn.lists[i], drawn.lists[j]) for i, j in scenario.apart]
    table = capture_table_from(drawn.counts(), drawn.lists, count="count", apart=apart)
    return [
        _run(name, sample, method, table, drawn)
        for method in methods_of(scenario)
        if sample < wanted(method, share) and (only is None or method in only)
    ]


def _run(
    name: str, sample: int, method: str, table: CaptureTable, drawn: OverlappingLists
) -> Outcome:
    """One method on one sample."""
    try:
        size = _size(method, table, drawn, sample)
    except NotEstimableError as error:
        return Outcome(name, sample, method, refused=error.code)
    return Outcome(
        name,
        sample,
        method,
        value=size.value,
        lower=float("nan") if size.lower is None else size.lower,
        upper=float("nan") if size.upper is None else size.upper,
        bound=size.lower_bound_only,
        notices=" ".join(sorted({notice.code for notice in size.notices})),
    )


def _size(method: str, table: CaptureTable, drawn: OverlappingLists, sample: int) -> SizeEstimate:
    """The estimate."""
    if method == DOUBLY_ROBUST:
        persons = persons_from(drawn.persons(), drawn.lists, covariates=drawn.covariate_names)
        return doubly_robust(persons, splits=1, rng=np.random.default_rng(sample))
    if method in METHODS:
        return METHODS[method].run(table, MethodOptions(replicates=BOOTSTRAP, seed=sample))
    function = _function(method)
    assert function is not None
    offered = {"replicates": BOOTSTRAP, "rng": np.random.default_rng(sample)}
    taken = inspect.signature(function).parameters
    return function(table, **{key: value for key, value in offered.items() if key in taken})


def summarise(outcomes: Iterable[Outcome]) -> list[Summary]:
    """One line for each scenario and method, in the order in which they come."""
    groups: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault((outcome.scenario, outcome.method), []).append(outcome)
    return [_summary(scenario, method, group) for (scenario, method), group in groups.items()]


def _summary(scenario: str, method: str, group: Sequence[Outcome]) -> Summary:
    truth = float(SCENARIOS[scenario].population)
    given = [one for one in group if not one.refused]
    values = np.array([one.value for one in given]) / truth
    lower = np.array([one.lower for one in given])
    upper = np.array([one.upper for one in given])
    below, above = lower > truth, upper < truth  # comparisons with what is not given are false
    quartiles = np.quantile(values, [0.25, 0.5, 0.75]) if given else np.zeros(3)
    both = np.isfinite(lower) & np.isfinite(upper) & (lower > 0)
    return Summary(
        scenario,
        method,
        len(group),
        refused=1.0 - len(given) / len(group),
        value_of_truth=float(quartiles[1]),
        middle_low=float(quartiles[0]),
        middle_high=float(quartiles[2]),
        covered=_share(~(below | above)),
        truth_above=_share(above),
        truth_below=_share(below),
        bounds=_share(np.array([one.bound for one in given], dtype=np.bool_)),
        width=float(np.median(upper[both] / lower[both])) if both.any() else 0.0,
        warned=_share(np.array([bool(one.notices) for one in given], dtype=np.bool_)),
    )


def _share(flags: np.ndarray) -> float:
    """Share that is true; 0 of nothing."""
    return float(flags.mean()) if len(flags) else 0.0


def write_csv(path: Path, rows: Sequence[Summary]) -> None:
    """One line for each summary."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([item.name for item in fields(Summary)])
        for row in rows:
            values = asdict(row).values()
            writer.writerow([f"{v:.4g}" if isinstance(v, float) else v for v in values])


def read_csv(path: Path) -> list[Summary]:
    """The lines of `write_csv`."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Summary(
                row["scenario"],
                row["method"],
                int(row["samples"]),
                **{item.name: float(row[item.name]) for item in fields(Summary)[3:]},
            )
            for row in csv.DictReader(file)
        ]
