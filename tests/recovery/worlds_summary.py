"""What many invented worlds say together: bias and coverage, with bands, the world as the unit.

Countries of one world share its level, its biases of sources and the model's scales, so that their
intervals hold or miss together. A band from so many countries would be much too narrow. Two ways
that are right are given: the share of places covered, averaged over worlds, with a 95 % interval
from the spread *between worlds*; and one place of each world, chosen by chance, counted and held
against the 95 % band of a binomial with as many trials as worlds.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
from scipy import stats

from tests.recovery.worlds_scores import EVERY, LEVELS, REFUSED, WHEN, Score


@dataclass(frozen=True)
class Summary:
    """One measure, kind of place, year and level.

    worlds, places : how many worlds, and places in all of them
    covered, covered_low, covered_high : share covered, mean over worlds, and its 95 % interval
    one : worlds whose one place was covered
    band_from, band_to : fewest and most that a binomial of the level allows, 95 %
    bias, bias_low, bias_high : mean over worlds, log-odds, and its 95 % interval
    rmse, width : mean over worlds, log-odds; width is that of 90 % intervals
    """

    topic: str
    measure: str
    target: str
    when: str
    level: float
    worlds: int
    places: int
    covered: float
    covered_low: float
    covered_high: float
    one: int
    band_from: int
    band_to: int
    bias: float
    bias_low: float
    bias_high: float
    rmse: float
    width: float

    @property
    def inside(self) -> bool:
        """Whether one place of each world lies in the binomial's band."""
        return self.band_from <= self.one <= self.band_to


def summarise(scores: Iterable[Score]) -> list[Summary]:
    """One line for each measure, target, year and level, in that order."""
    groups: dict[tuple[str, str, str, str], list[Score]] = {}
    for score in scores:
        if score.target != REFUSED:
            key = (score.topic, score.measure, score.target, score.when)
            groups.setdefault(key, []).append(score)
    ordered = sorted(groups, key=lambda key: (*key[:2], EVERY.index(key[2]), WHEN.index(key[3])))
    return [_summary(groups[key], level) for key in ordered for level in LEVELS]


@dataclass(frozen=True)
class Together:
    """Of one measure, the share of places of some kinds that 90 % intervals hold, years together.

    covered, covered_low, covered_high : mean over worlds, and its 95 % interval
    """

    measure: str
    targets: tuple[str, ...]
    covered: float
    covered_low: float
    covered_high: float


def together(
    scores: Iterable[Score], kinds: Sequence[tuple[str, ...]], what: str = "covered_90"
) -> list[Together]:
    """One line for each measure and each set of kinds of places that it has scores of.

    `what` is the field of a score that is put together, `covered_90` or `even_90`.
    """
    worlds: dict[tuple[str, tuple[str, ...]], dict[int, list[Score]]] = {}
    for score in scores:
        for targets in kinds:
            if score.target in targets:
                of = worlds.setdefault((score.measure, targets), {})
                of.setdefault(score.world, []).append(score)
    found = []
    for (measure, targets), own in worlds.items():
        shares = np.array([_share_held(of, what) for of in own.values()])
        low, high = _between(shares)
        mean = float(shares.mean())
        limits = max(0.0, low), min(1.0, high)
        found.append(Together(measure, targets, mean, *limits))
    return found


def _share_held(scores: Sequence[Score], what: str) -> float:
    """Of all places and years of one world."""
    held = sum(score.places * float(getattr(score, what)) for score in scores)
    return held / sum(score.places for score in scores)


def refusals(scores: Iterable[Score]) -> dict[tuple[str, str, str], int]:
    """In how many worlds there is no answer, by topic, measure and code."""
    found: dict[tuple[str, str, str], int] = {}
    for score in scores:
        if score.target == REFUSED:
            key = (score.topic, score.measure, score.when)
            found[key] = found.get(key, 0) + 1
    return found


def _summary(group: Sequence[Score], level: float) -> Summary:
    name = round(100 * level)
    worlds = len(group)
    covered = np.array([getattr(score, f"covered_{name}") for score in group])
    one = sum(int(getattr(score, f"one_{name}")) for score in group)
    bias = np.array([score.bias for score in group])
    share_low, share_high = _between(covered)
    bias_low, bias_high = _between(bias)
    return Summary(
        group[0].topic,
        group[0].measure,
        group[0].target,
        group[0].when,
        level,
        worlds=worlds,
        places=sum(score.places for score in group),
        covered=float(covered.mean()),
        covered_low=max(0.0, share_low),
        covered_high=min(1.0, share_high),
        one=one,
        band_from=int(stats.binom.ppf(0.025, worlds, level)),
        band_to=int(stats.binom.ppf(0.975, worlds, level)),
        bias=float(bias.mean()),
        bias_low=bias_low,
        bias_high=bias_high,
        rmse=float(np.mean([score.rmse for score in group])),
        width=float(np.mean([score.width for score in group])),
    )


def _between(values: np.ndarray) -> tuple[float, float]:
    """95 % interval of the mean from the spread between worlds; all there is from one world."""
    if len(values) < 2:
        return float("-inf"), float("inf")
    half = stats.t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    return float(values.mean() - half), float(values.mean() + half)


def write_scores(path: Path, scores: Sequence[Score]) -> None:
    """One line for each score, ordered by topic, world, measure, target and year."""
    names = [item.name for item in fields(Score)]
    ordered = sorted(scores, key=lambda one: (one.topic, one.world, one.measure))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        for score in ordered:
            values = asdict(score).values()
            writer.writerow([f"{v:.4g}" if isinstance(v, float) else v for v in values])


def read_scores(path: Path) -> list[Score]:
    """The lines of `write_scores`; none where there is no file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Score(**{item.name: _cell(item.type, row[item.name]) for item in fields(Score)})
            for row in csv.DictReader(file)
        ]


def _cell(kind: object, text: str) -> object:
    kinds = {"str": str, "int": int, "float": float, str: str, int: int, float: float}
    return kinds[kind](text)  # type: ignore[index]
