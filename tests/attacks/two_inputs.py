"""Studies of two inputs: all children, and the file of those whose interviews came in time.

The second is read strictly, so that a figure of either has a name of its own; every question was
answered, so that both readings count the same.
"""

import csv
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tests.attacks.studies import Study, children_of_ten, drawn_weights, without, write_study

MEASURE = "child_labour_sdg_a"
STRICT = f"{MEASURE}_strict"
WITH_CHORES = "child_labour_sdg_b"
_SECOND = "ontime"


@dataclass(frozen=True)
class TwoInputs:
    """A study, and who is in one of its inputs alone.

    Attributes
    ----------
    study : everybody
    late : rows of those whom the second input does not have
    early : rows of those whom the first does not have
    by : groups of figures of the second
    older : by how many years those of the second input are older: they are of another sample
    crossed : measures of the second input that are crossed there; where there are none, it has
        `STRICT` alone
    places : regions of everybody in the second input, where these are not those of the first
    weights : of everybody in the second input, where these are not those of the first
    """

    study: Study
    late: tuple[int, ...]
    early: tuple[int, ...] = ()
    by: tuple[str, ...] = ()
    older: int = 0
    crossed: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    weights: tuple[float, ...] = ()

    @property
    def there(self) -> tuple[tuple[int, ...], ...]:
        """Of those who are in one input alone, the late ones first, which that is."""
        return ((0,),) * len(self.late) + ((1,),) * len(self.early)


def drawn_two(
    seed: int,
    late: int,
    cases: int | None = None,
    early: int = 0,
    weights: str = "equal",
    by: tuple[str, ...] = ("sex",),
) -> TwoInputs:
    """150 to 400 children of ten, one in ten of whom works.

    `late` of them, so many of them `cases` where it is said, are not in the second input, and
    `early` others not in the first.
    """
    rng = np.random.default_rng([51, seed])
    n = int(rng.integers(150, 400))
    works = rng.random(n) < 0.1
    ones, region = np.ones(n, dtype=int), rng.integers(1, 4, n)
    cluster = np.arange(n)
    persons = children_of_ten(
        works,
        drawn_weights(rng, weights, region, cluster),
        rng.integers(1, 3, n),
        stratum=ones,
        cluster=cluster + 1,
        region=region,
    )
    definitions = ("child_labour/sdg_8_7_1",)
    study = Study(seed, persons, weights, ("sex",), definitions, measures=(MEASURE,))
    if cases is None:
        chosen = rng.permutation(n)
    else:
        at_work, others = (rng.permutation(np.flatnonzero(one)) for one in (works, ~works))
        first = [*at_work[:cases], *others[: late - cases]]
        chosen = np.array([*first, *rng.permutation(np.setdiff1d(np.arange(n), first))])
    rows = [int(row) for row in chosen[: late + early]]
    return TwoInputs(study, tuple(rows[:late]), tuple(rows[late:]), by)


def drawn_crossed(seed: int, late: int, chores: int, works: int = 0) -> TwoInputs:
    """The same, one in twelve doing chores alone: the second input crosses work and child labour.

    Of the `late` ones so many do chores, and so many others work.
    """
    two = drawn_two(seed, late, cases=works, by=())
    persons = two.study.persons
    rng = np.random.default_rng([52, seed])
    idle = np.setdiff1d(np.flatnonzero(persons["activity"] == 2), two.late)
    last = two.late[len(two.late) - chores :] if chores else ()
    busy = np.array([*rng.permutation(idle)[: len(idle) // 12], *last], dtype=int)
    done, hours = np.full(two.study.n, 2), np.full(two.study.n, -1)
    done[busy], hours[busy] = 1, 30
    study = replace(
        two.study,
        persons={**persons, "chores": done, "chores_hours": hours},
        by=(),
        measures=(MEASURE, WITH_CHORES),
        without_outer=True,
    )
    return replace(two, study=study, crossed=(STRICT, f"{WITH_CHORES}_strict"))


def drawn_twice_weighed(seed: int, n: int, cases: int) -> TwoInputs:
    """So many children of ten, each drawn by herself, with other weights in the second input."""
    rng = np.random.default_rng([53, seed])
    works = np.zeros(n, dtype=bool)
    works[rng.permutation(n)[:cases]] = True
    ones, cluster = np.ones(n, dtype=int), np.arange(n)
    weights = [np.round(100 * rng.lognormal(0, 0.5, n), 3) for _ in range(2)]
    persons = children_of_ten(
        works, weights[0], ones, stratum=ones, cluster=cluster + 1, region=ones
    )
    study = Study(seed, persons, "person", (), ("child_labour/sdg_8_7_1",), measures=(MEASURE,))
    return TwoInputs(study, (), weights=tuple(float(one) for one in weights[1]))


def numbered_alike(two: TwoInputs) -> TwoInputs:
    """The same with a second input of a sample of others, who have the numbers of the first."""
    return replace(two, older=1)


def write_two(two: TwoInputs, folder: Path) -> Path:
    """The study as a folder that `measure87 run` takes."""
    write_study(without(two.study, two.early), folder)
    persons = dict(two.study.persons)
    if two.places:
        persons["region"] = np.array(two.places)
    if two.weights:
        persons["weight"] = np.array(two.weights)
    second = replace(without(replace(two.study, persons=persons), two.late), by=two.by)
    second.persons["age"] = second.persons["age"] + two.older
    with (folder / f"{_SECOND}.csv").open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(list(second.persons))
        for row in zip(*second.persons.values(), strict=True):
            lines.writerow(["" if value == -1 else value for value in row])
    by = ", ".join(f'"{one}"' for one in two.by)
    measures = ", ".join(f'"{one}"' for one in two.crossed or (STRICT,))
    section = (
        f'[inputs.{_SECOND}]\npersons = "{_SECOND}.csv"\n'
        f'definitions = ["child_labour/sdg_8_7_1:strict"]\nmeasures = [{measures}]\n'
        f"by = [{by}]\n"
    )
    if two.crossed:
        section += f"comparison = [{measures}]\nouter_bound = false\n"
    settings, mapping = folder / "study.toml", folder / "mapping.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[disclosure]", f"{section}[disclosure]"), encoding="utf-8")
    text = mapping.read_text(encoding="utf-8")
    own = text.removeprefix("schema = 1\n").replace("[children", f"[{_SECOND}")
    mapping.write_text(text + own, encoding="utf-8")
    return folder
