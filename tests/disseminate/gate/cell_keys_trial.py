"""What noise by cell keys would do to tables of forced labour of an invented survey.

    python -m tests.disseminate.gate.cell_keys_trial

The figures of docs/decisions/0046-cell-keys-beside-the-ledger.md. Takes half a minute of one
processor. The noise is whole, of mean 0, at most 5 to either side, of greatest entropy for its
variance and, of small counts, for what cannot be below 0, as the package `ptable` has it; 0 stays
0. Nothing here is used by the program.
"""

import hmac
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np
import polars as pl
from scipy.optimize import fsolve
from scipy.stats import beta

from measure87.simulate import invent_country

MOST = 5
VARIANCES = (2.0, 3.0)
MEASURES = (
    "forced_labour_as_told",
    "forced_labour_adults_as_told",
    "forced_labour_children_as_told",
)
VARIABLES = ("sex", "age", "area", "region", "migrant_status")
TABLES = (*((one,) for one in VARIABLES), *combinations(VARIABLES, 2))
EVERYBODY = "everybody"
TENTH = 10
"""Of the invented country's clusters one in so many: about four thousand persons."""
AGES = (12, 15, 18, 25, 40, 60)
CLASSES = ((1, 2), (3, 9), (10, 10_000))
DRAWS = 400
YES = 2


@dataclass(frozen=True)
class Figure:
    """A measure in a group: its persons, and which of them are cases."""

    measure: str
    group: str
    persons: frozenset[int]
    cases: frozenset[int]


@cache
def noise_of(count: int, variance: float) -> tuple[np.ndarray, np.ndarray]:
    """Values and chances of the noise on a count.

    >>> values, chances = noise_of(100, 2.0)
    >>> float(round(chances @ values, 9)) + 0.0, float(round(chances @ values**2, 6))
    (0.0, 2.0)
    """
    if count == 0:
        return np.array([0]), np.array([1.0])
    values = np.arange(-min(count, MOST), MOST + 1)

    def chances(powers: np.ndarray) -> np.ndarray:
        raw = np.exp(powers[0] * values - powers[1] * values**2)
        return raw / raw.sum()

    def off(powers: np.ndarray) -> list[float]:
        found = chances(powers)
        return [found @ values, found @ values**2 - variance]

    powers, _, done, _ = fsolve(off, [0.0, 0.5 / variance], full_output=True)
    assert done == 1
    return values, chances(powers)


@cache
def _key_of(secret: bytes, who: int) -> int:
    return int.from_bytes(hmac.digest(secret, str(who).encode(), "sha256")[:7])


def keyed(secret: bytes, members: frozenset[int], count: int, variance: float) -> int:
    """The noisy count: the noise is drawn by the sum of the keys of the members."""
    cell = sum(_key_of(secret, one) for one in members) / 2**56 % 1.0
    values, chances = noise_of(min(count, 2 * MOST), variance)
    return count + int(values[np.searchsorted(np.cumsum(chances), cell).clip(0, len(values) - 1)])


def figures() -> list[Figure]:
    """Every measure for everybody, by each variable and by each two, in the sample."""
    country = invent_country(87)
    people = country.persons.join(
        country.sample_truth.select("person_id", *MEASURES), on="person_id"
    )
    clusters = people["cluster"].unique().sort().gather_every(TENTH)
    people = people.filter(pl.col("cluster").is_in(clusters.implode())).with_row_index("who")
    people = people.with_columns(
        pl.sum_horizontal(pl.col("age_years") >= first for first in AGES).alias("age"),
    )
    found = []
    for measure in MEASURES:
        told = people.filter(pl.col(measure).is_not_null())
        found.append(_figure(measure, EVERYBODY, told))
        for table in TABLES:
            name = "*".join(table)
            for codes, rows in told.group_by(table, maintain_order=True):
                found.append(_figure(measure, f"{name}={codes}", rows))
    return found


def _figure(measure: str, group: str, rows: pl.DataFrame) -> Figure:
    cases = rows.filter(pl.col(measure) == YES)["who"].to_list()
    return Figure(measure, group, frozenset(rows["who"].to_list()), frozenset(cases))


def limits(cases: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Clopper and Pearson, 95 %."""
    lower = np.where(cases > 0, beta.ppf(0.025, np.maximum(cases, 1), n - cases + 1), 0.0)
    return lower, np.where(cases < n, beta.ppf(0.975, cases + 1, np.maximum(n - cases, 1)), 1.0)


def coverage(all_figures: list[Figure], rng: np.random.Generator) -> None:
    """How often an interval that knows nothing of the noise holds the share, by cases expected."""
    print("\ncases expected | figures | coverage without noise | with variance 2 | with variance 3")
    for least, most in CLASSES:
        of_class = [f for f in all_figures if least <= len(f.cases) <= most]
        held: dict[float, list[float]] = {0.0: [], **{v: [] for v in VARIANCES}}
        for one in of_class:
            n, share = len(one.persons), len(one.cases) / len(one.persons)
            drawn = rng.binomial(n, share, DRAWS)
            for variance in held:
                noisy = drawn.copy()
                for count in np.unique(drawn) if variance else ():
                    at = drawn == count
                    values, chances = noise_of(min(int(count), 2 * MOST), variance)
                    noisy[at] += rng.choice(values, at.sum(), p=chances)
                lower, upper = limits(np.minimum(noisy, n), n)
                held[variance].append(float(((lower <= share) & (share <= upper)).mean()))
        told = " | ".join(f"{np.mean(held[v]):.3f}" for v in held)
        print(f"{least} to {most} | {len(of_class)} | {told}")


def sums(all_figures: list[Figure], secret: bytes) -> None:
    """How often groups no longer add up to everybody, and a part is more than its whole."""
    print("\nvariance | sums that are off | by how much on average | adults and children off")
    for variance in VARIANCES:
        noisy = {
            (f.measure, f.group): keyed(secret, f.cases, len(f.cases), variance)
            for f in all_figures
        }
        gaps = [
            abs(noisy[m, EVERYBODY] - sum(v for (a, b), v in noisy.items()
                if a == m and b.startswith(f"{'*'.join(table)}=")))
            for m in MEASURES for table in TABLES
        ]  # fmt: skip
        whole, *parts = MEASURES
        off = [
            noisy[whole, f.group] != sum(noisy.get((part, f.group), 0) for part in parts)
            for f in all_figures if f.measure == whole
        ]  # fmt: skip
        print(
            f"{variance} | {np.mean([gap > 0 for gap in gaps]):.2f} | {np.mean(gaps):.1f} | "
            f"{np.mean(off):.2f}"
        )


def who_left(all_figures: list[Figure], secret: bytes, rng: np.random.Generator) -> None:
    """Whether two releases tell the status of one person who left, by what her keys are part of.

    `cases`: the key of a count is that of its cases, so that the same cases have the same noise.
    The reader says "a case" if any count of a group of hers changed. `persons`: the key is that
    of everybody in the group; the reader says so if counts fell by more than half on average.
    """
    cases = sorted({who for f in all_figures for who in f.cases})
    others = sorted({who for f in all_figures for who in f.persons} - set(cases))
    print("\nvariance | keys of | cases told | others taken for cases | figures of a person")
    for variance in VARIANCES:
        for of in ("cases", "persons"):
            said: dict[bool, list[bool]] = {True: [], False: []}
            seen = []
            for is_case, who in [(True, w) for w in rng.choice(cases, 40)] + [
                (False, w) for w in rng.choice(others, 40)
            ]:
                hers = [f for f in all_figures if who in f.persons]
                changes = [_change(f, who, of, secret, variance) for f in hers]
                seen.append(len(hers))
                told = any(changes) if of == "cases" else float(np.mean(changes)) < -0.5
                said[is_case].append(bool(told))
            print(
                f"{variance} | {of} | {np.mean(said[True]):.2f} | {np.mean(said[False]):.2f} | "
                f"{np.mean(seen):.0f}"
            )


def _change(one: Figure, who: int, of: str, secret: bytes, variance: float) -> int:
    """A noisy count after she left, less the one before."""
    before, after = one.cases, one.cases - {who}
    keys = (before, after) if of == "cases" else (one.persons, one.persons - {who})
    was, now = (
        keyed(secret, members, len(count), variance)
        for members, count in zip(keys, (before, after), strict=True)
    )
    return now - was


def main() -> None:
    """Print the three tables."""
    all_figures, secret = figures(), b"of a trial"
    rng = np.random.default_rng(87)
    counts = [len(f.cases) for f in all_figures]
    persons = max(len(f.persons) for f in all_figures)
    few = sum(0 < count < 3 for count in counts)
    print(f"{persons} persons, {len(all_figures)} figures, {few} of 1 or 2 cases")
    coverage(all_figures, rng)
    sums(all_figures, secret)
    who_left(all_figures, secret, rng)


if __name__ == "__main__":
    main()
