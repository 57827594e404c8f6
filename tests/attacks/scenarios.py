"""What comes out of a survey over time: one release, other tables, persons who leave or come.

A later release is made in a folder of its own, where nothing is known of the first (the ledger is
lost), or the first is named as earlier; or in one that has the ledger (`ledger`), as users do.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tests.attacks.changed import with_corrected, with_moved, with_other_weights
from tests.attacks.claims import Count
from tests.attacks.evidence import Evidence, Public
from tests.attacks.reading import Release, read_release
from tests.attacks.releasing import release
from tests.attacks.studies import Study, by_other_tables, without
from tests.attacks.swapped import swapped, swapped_unseen
from tests.attacks.truth import YES, Truth, truth_of

GROUPS = ("age", "sex", "area", "region")
DESIGN = ("stratum", "cluster")


@dataclass(frozen=True)
class Scene:
    """What an attacker has, and what is true of those whom she asks about."""

    study: Study
    evidence: Evidence
    truth: Truth


type Scenario = Callable[["Stage"], Scene | None]


@dataclass(frozen=True)
class Stage:
    """A study with a folder for its releases; the one that most scenarios need is made once."""

    study: Study
    folder: Path
    first: Release
    """The study as it is, alone."""

    @property
    def path(self) -> str:
        return str(self.folder / "first" / "out" / "estimates.json")

    def second(self, study: Study, name: str) -> Release:
        """A later release of the same survey."""
        return read_release(release(study, self.folder / name), 1)

    def with_ledger(self, study: Study, name: str, of: str = "first", number: int = 1) -> Release:
        """A later release where the ledger of an earlier one is at hand."""
        folder = self.folder / name
        shutil.copytree(self.folder / of / "private", folder / "private")
        return read_release(release(study, folder), number)

    @property
    def public(self) -> Public:
        return public_file(self.study)


def on_stage(study: Study, folder: Path) -> Stage:
    """Release a study as it is."""
    return Stage(study, folder, read_release(release(study, folder / "first"), 0))


def public_file(study: Study) -> Public:
    """Who took part, in which groups and clusters, with which weight."""
    columns = {name: study.persons[name] for name in (*GROUPS, *DESIGN)}
    return Public(columns, study.persons["weight"])


def one_release(stage: Stage) -> Scene:
    """One release, and a public-use file."""
    evidence = Evidence((stage.first,), stage.public)
    return Scene(stage.study, evidence, truth_of(stage.study))


def published_total(stage: Stage) -> Scene:
    """One release, and the largest number that it keeps back, as somebody else published it."""
    truth = truth_of(stage.study)
    hidden = [key for key in stage.first.hidden if key[0] == "cases"]
    numbers = [truth.count(*key) for key in hidden]
    outside = ()
    if numbers and max(numbers) > 0:
        kind, measure, group = hidden[int(np.argmax(numbers))]
        outside = (Count(kind, measure, group, max(numbers), "published elsewhere"),)
    return Scene(stage.study, Evidence((stage.first,), stage.public, outside=outside), truth)


def published_total_named(stage: Stage) -> Scene | None:
    """The same, the study having been told of it before it released anything."""
    scene = published_total(stage)
    if not scene.evidence.outside:
        return None
    (count,) = scene.evidence.outside
    n = scene.truth.count("asked", count.measure, count.group)
    cases = (count.measure, count.group, n, count.number)
    release_ = stage.second(replace(stage.study, published=(cases,)), "published")
    evidence = replace(scene.evidence, releases=(release_,))
    return Scene(stage.study, evidence, scene.truth)


def other_tables(stage: Stage, *, named: bool = False) -> Scene:
    """The same data again, by other tables; `named` with the first as an earlier release."""
    later = by_other_tables(stage.study)
    if named:
        later = replace(later, earlier=(stage.path,))
    second = stage.second(later, f"tables-{named}")
    return Scene(stage.study, Evidence((stage.first, second), stage.public), truth_of(stage.study))


def other_tables_with_ledger(stage: Stage) -> Scene:
    """The same data by other tables, and once more by all of both, the ledger at hand."""
    other = by_other_tables(stage.study)
    both = replace(other, by=tuple(dict.fromkeys((*stage.study.by, *other.by, "sex*area"))))
    second = stage.with_ledger(other, "ledger-tables")
    third = stage.with_ledger(both, "ledger-both", "ledger-tables", 2)
    evidence = Evidence((stage.first, second, third), stage.public)
    return Scene(stage.study, evidence, truth_of(stage.study))


def leave_with_ledger(
    stage: Stage, number: int, *, hide: bool = True, other: bool = False
) -> Scene:
    """Persons take their answers back, the ledger at hand; by the same tables, or others."""
    rows = some_persons(stage.study, number)
    after = without(by_other_tables(stage.study) if other else stage.study, rows)
    after = replace(after, hide_withdrawn=hide)
    second = stage.with_ledger(after, f"ledger-left-{number}-{hide}-{other}")
    evidence = Evidence((stage.first, second), stage.public, tuple(rows), ((0,),) * number)
    return Scene(stage.study, evidence, truth_of(stage.study))


def one_comes_with_ledger(stage: Stage) -> Scene:
    """First without one late interview, then with it, the ledger at hand."""
    rows = some_persons(stage.study, 1)
    first = read_release(release(without(stage.study, rows), stage.folder / "ledger-before"), 0)
    after = replace(stage.study, hide_withdrawn=True)
    second = stage.with_ledger(after, "ledger-after", "ledger-before")
    evidence = Evidence((first, second), stage.public, tuple(rows), ((1,),))
    return Scene(stage.study, evidence, truth_of(stage.study))


def other_with_ledger(stage: Stage, both: Study, old: int, new: int, name: str) -> Scene:
    """One row of a study in the first release and another in the second, the ledger at hand.

    `both` has either; they are two persons, or one before and after a correction.
    """
    before, after = without(both, [new]), without(both, [old])
    first = read_release(release(before, stage.folder / f"{name}-before"), 0)
    after = replace(after, hide_withdrawn=True)
    second = stage.with_ledger(after, f"{name}-after", f"{name}-before")
    evidence = Evidence((first, second), public_file(both), (old, new), ((0,), (1,)))
    return Scene(both, evidence, truth_of(both))


def one_for_another(stage: Stage) -> Scene:
    """One takes her answers back as the interview of another comes in."""
    old, new = some_persons(stage.study, 2)
    return other_with_ledger(stage, stage.study, old, new, "exchanged")


def one_corrected(stage: Stage) -> Scene:
    """What one person answered is corrected."""
    (row,) = some_persons(stage.study, 1)
    both = with_corrected(stage.study, row)
    return other_with_ledger(stage, both, row, stage.study.n, "corrected")


def one_moved(stage: Stage) -> Scene:
    """In which groups one person is is corrected; her answers stay."""
    (row,) = some_persons(stage.study, 1)
    both = with_moved(stage.study, row)
    return other_with_ledger(stage, both, row, stage.study.n, "moved")


def weights_change_with_ledger(stage: Stage, leaving: int = 0) -> Scene:
    """Everybody's weight is made anew, and nobody leaves, or somebody does."""
    rows = some_persons(stage.study, leaving) if leaving else []
    other = with_other_weights(stage.study)
    after = replace(without(other, rows), hide_withdrawn=True)
    second = stage.with_ledger(after, f"ledger-weights-{leaving}")
    public = replace(stage.public, later=other.persons["weight"])
    evidence = Evidence((stage.first, second), public, tuple(rows), ((0,),) * leaving)
    return Scene(stage.study, evidence, truth_of(stage.study))


def one_comes_back(stage: Stage) -> Scene:
    """One takes her answers back, and gives them again: three releases, the second without her."""
    rows = some_persons(stage.study, 1)
    after = replace(without(stage.study, rows), hide_withdrawn=True)
    again = replace(stage.study, hide_withdrawn=True)
    second = stage.with_ledger(after, "ledger-gone")
    third = stage.with_ledger(again, "ledger-back", "ledger-gone", 2)
    evidence = Evidence((stage.first, second, third), stage.public, tuple(rows), ((0, 2),))
    return Scene(stage.study, evidence, truth_of(stage.study))


def leave(stage: Stage, number: int, *, named: bool = False, other: bool = False) -> Scene:
    """The same tables (or others) after persons took their answers back, who are known."""
    rows = some_persons(stage.study, number)
    after = without(by_other_tables(stage.study) if other else stage.study, rows)
    if named:
        after = replace(after, earlier=(stage.path,))
    second = stage.second(after, f"left-{number}-{named}-{other}")
    evidence = Evidence((stage.first, second), stage.public, tuple(rows), ((0,),) * number)
    return Scene(stage.study, evidence, truth_of(stage.study))


def one_comes(stage: Stage) -> Scene:
    """First without one late interview, then with it and the first named as earlier."""
    rows = some_persons(stage.study, 1)
    before = without(stage.study, rows)
    first = read_release(release(before, stage.folder / "before"), 0)
    path = str(stage.folder / "before" / "out" / "estimates.json")
    second = stage.second(replace(stage.study, earlier=(path,)), "after")
    evidence = Evidence((first, second), stage.public, tuple(rows), ((1,),))
    return Scene(stage.study, evidence, truth_of(stage.study))


def answers_swapped(stage: Stage) -> Scene | None:
    """The same again, two persons having swapped their answers; None where no two could."""
    study = swapped(stage.study)
    if study is None:
        return None
    second = stage.second(study, "swapped")
    return Scene(stage.study, Evidence((stage.first, second)), truth_of(stage.study))


def hidden_swapped(stage: Stage) -> Scene | None:
    """Two swap who are told apart by hidden groups alone; None where no two are."""
    truth = truth_of(stage.study)
    study = swapped_unseen(stage.study, stage.first, truth)
    if study is None:
        return None
    second = stage.second(study, "swapped-unseen")
    return Scene(stage.study, Evidence((stage.first, second)), truth)


def some_persons(study: Study, number: int) -> list[int]:
    """Persons to leave, by their rows: as often as not of those who are cases of something."""
    rng = np.random.default_rng([89, study.seed])
    truth = truth_of(study)
    cases = np.flatnonzero(np.any([status == YES for status in truth.statuses.values()], axis=0))
    pool = cases if len(cases) >= number and rng.random() < 0.5 else np.arange(study.n)
    return sorted(int(row) for row in rng.choice(pool, number, replace=False))


SCENARIOS: dict[str, Scenario] = {
    "one release": one_release,
    "one release, a total published elsewhere": published_total,
    "one release, a total that the study names": published_total_named,
    "another by": other_tables,
    "another by, earlier named": lambda stage: other_tables(stage, named=True),
    "one leaves": lambda stage: leave(stage, 1),
    "one leaves, earlier named": lambda stage: leave(stage, 1, named=True),
    "one leaves, another by": lambda stage: leave(stage, 1, other=True),
    "two leave, earlier named": lambda stage: leave(stage, 2, named=True),
    "one comes, earlier named": one_comes,
    "another by, ledger": other_tables_with_ledger,
    "one leaves, ledger": lambda stage: leave_with_ledger(stage, 1, hide=False),
    "one leaves, ledger, hidden": lambda stage: leave_with_ledger(stage, 1),
    "one leaves, another by, ledger, hidden": lambda stage: leave_with_ledger(stage, 1, other=True),
    "two leave, ledger, hidden": lambda stage: leave_with_ledger(stage, 2),
    "five leave, ledger": lambda stage: leave_with_ledger(stage, 5, hide=False),
    "one comes, ledger, hidden": one_comes_with_ledger,
    "one for another, ledger, hidden": one_for_another,
    "one corrected, ledger": one_corrected,
    "one moved, ledger, hidden": one_moved,
    "weights change, ledger": weights_change_with_ledger,
    "one leaves, weights change, ledger, hidden": lambda stage: weights_change_with_ledger(
        stage, 1
    ),
    "one comes back, ledger, hidden": one_comes_back,
    "two swapped": answers_swapped,
    "two swapped in hidden groups": hidden_swapped,
}
