"""Small studies whose weights meet a population table, released again after some left or came.

The table has few classes, so that all of a class weigh alike, and otherwise once somebody is gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tests.attacks.evidence import Evidence, Public
from tests.attacks.reading import Release
from tests.attacks.scenarios import on_stage, public_file
from tests.attacks.studies import Study, children_of_ten, without
from tests.attacks.truth import Truth, truth_of

TABLES = {"sex": ("sex",), "region": ("region",), "sex x region": ("sex", "region")}


@dataclass(frozen=True)
class Kind:
    """What is drawn.

    Attributes
    ----------
    table : variables of the population table
    left : numbers of cases and of others who leave: of the first class, and of another
    came : the same of those who come late
    by, by_later : variables that figures are by in the first release, and in later ones
    strata : whether weights differ by stratum before they meet the table
    apart : whether few of one sex work, and many of the other
    later : more releases, as many leaving before each, and coming
    least : persons at least; at most 110 more
    """

    table: str = "sex"
    left: tuple[tuple[int, int], tuple[int, int]] = ((3, 0), (0, 3))
    came: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))
    by: tuple[str, ...] = ()
    by_later: tuple[str, ...] | None = None
    strata: bool = False
    apart: bool = False
    later: int = 1
    least: int = 150


@dataclass(frozen=True)
class Told:
    """What a reader has, the printed table, and the truth."""

    evidence: Evidence
    population: dict[tuple[tuple[str, str], ...], int]
    truth: Truth


def drawn(seed: int, kind: Kind) -> Study:
    """Children of ten, drawn one by one, of whom a fifth to a third work."""
    rng = np.random.default_rng([61, seed])
    n = int(rng.integers(kind.least, kind.least + 111))
    sex, region = rng.integers(1, 3, n), rng.integers(1, 4, n)
    share = rng.uniform(0.2, 0.33, 3)[region - 1]
    works = rng.random(n) < (np.where(sex == 1, 0.12, 0.5) if kind.apart else share)
    stratum = rng.integers(1, 3, n)
    weight = np.where(kind.strata & (stratum == 2), rng.uniform(130, 300), 100.0).round(3)
    persons = children_of_ten(
        works, weight, sex, stratum=np.ones(n, dtype=int), cluster=np.arange(1, n + 1),
        region=region,
    )  # fmt: skip
    population = tuple(
        (codes, int(100 * inside.sum() * rng.uniform(0.5, 1.6)))
        for codes, inside in classes(persons, TABLES[kind.table])
    )
    definitions = ("child_labour/sdg_8_7_1",)
    return Study(seed, persons, "person", kind.by, definitions, population=population)


def classes(
    persons: dict[str, np.ndarray], variables: Sequence[str]
) -> list[tuple[tuple[tuple[str, str], ...], np.ndarray]]:
    """Codes of each class of a table, and (n,) who is in it."""
    table = np.stack([persons[one].astype(str) for one in variables], axis=1)
    return [
        (tuple(zip(variables, codes, strict=True)), (table == codes).all(axis=1))
        for codes in np.unique(table, axis=0).tolist()
    ]


def released_again(study: Study, kind: Kind, folder: Path) -> Told:
    """Every release, and who was in which."""
    rng = np.random.default_rng([62, study.seed])
    taken: list[int] = []
    leave, come = [], []
    for numbers, some in ((kind.left, leave), (kind.came, come)):
        for _ in range(kind.later):
            some.append(_chosen(study, kind, numbers, rng, taken))
            taken += some[-1]
    first = without(study, [row for some in come for row in some])
    stage = on_stage(first, folder)
    releases: list[Release] = [stage.first]
    there: dict[int, tuple[int, ...]] = {}
    every = range(kind.later + 1)
    for k in range(kind.later):
        there |= {row: tuple(every[: k + 1]) for row in leave[k]}
        there |= {row: tuple(every[k + 1 :]) for row in come[k]}
        gone = [row for some in leave[: k + 1] for row in some]
        late = [row for some in come[k + 1 :] for row in some]
        name, of = f"later-{k + 1}", "first" if not k else f"later-{k}"
        after = without(study, [*gone, *late])
        after = replace(after, by=kind.by if kind.by_later is None else kind.by_later)
        releases.append(stage.with_ledger(after, name, of, k + 1))
    public = public_file(study)
    evidence = Evidence(
        tuple(releases),
        Public(public.columns, public.weight, given=public.weight),
        tuple(there),
        tuple(there.values()),
    )
    return Told(evidence, dict(study.population), truth_of(study))


def _chosen(
    study: Study,
    kind: Kind,
    numbers: tuple[tuple[int, int], tuple[int, int]],
    rng: np.random.Generator,
    taken: Sequence[int],
) -> list[int]:
    """Rows of so many cases and others of the first class of the table, and of the last."""
    works = study.persons["activity"] == 1
    own = classes(study.persons, TABLES[kind.table])
    free = ~np.isin(np.arange(study.n), taken)
    found: list[int] = []
    for (_, inside), (cases, others) in zip((own[0], own[-1]), numbers, strict=True):
        for who, number in ((works, cases), (~works, others)):
            rows = rng.permutation(np.flatnonzero(inside & free & who))[:number]
            if len(rows) < number:
                raise ValueError("too few such persons were drawn")
            found += map(int, rows)
    return found
