"""What lies behind a rounded table, tried by loops that share nothing with what rounds it."""

from collections import defaultdict
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.disseminate.gate.lists import rounded_cells
from measure87.disseminate.gate.lists.rounded_cells import CellRounding
from measure87.estimate.multiple_lists.capture.list_study import ListStudy
from measure87.estimate.multiple_lists.capture.persons_on_lists import PersonsOnLists
from measure87.study.lists.rounded import in_order, rounded_study
from tests.disseminate.invented_lists import COUNTED, random_table, table_of

ROUNDED = (0, 1, 2, 3, 5)
"""Seeds of tables with a cell that may be of few."""

SECRETS = [bytes([k % 256, k // 256]) * 16 for k in range(600)]


def rounded(table, secret=SECRETS[0], minimum=3):
    """The table that a release is made of."""
    study = ListStudy(COUNTED, {"": [table]})
    ((found,),) = rounded_study(study, CellRounding(minimum, secret)).study.tables.values()
    return found


def small(seed):
    return random_table(seed, 3 + seed % 2, 300)


@pytest.mark.parametrize("seed", ROUNDED)
def test_cells_go_to_a_neighbouring_multiple_and_numbers_of_lists_keep_their_persons(seed):
    table = small(seed)
    found = rounded(table)
    assert not (found.counts % 3).any()
    assert (abs(found.counts - table.counts) < 3).all()
    assert not found.counts[table.counts == 0].any()
    by_number = defaultdict(int)
    for history, before, after in zip(table.histories, table.counts, found.counts, strict=True):
        by_number[int(history).bit_count()] += after - before
    assert all(abs(change) < 3 for change in by_number.values())


@pytest.mark.parametrize("seed", ROUNDED)
def test_behind_every_cell_lie_three_counts_or_more_that_would_be_released_alike(seed):
    """For each count within the base a secret is found with which it gives the same table."""
    found = rounded(small(seed)).counts
    table = small(seed)
    for cell, multiple in enumerate(found):
        kept = []
        for count in range(max(multiple - 2, 0), multiple + 3):
            other = found.copy()
            other[cell] = count
            if any(
                (rounded(table.with_counts(other), secret).counts == found).all()
                for secret in SECRETS[:60]
            ):
                kept.append(count)
        assert len(kept) == (3 if multiple == 0 else 5), (cell, multiple, kept)


def test_a_rounded_table_is_released_as_itself_whatever_the_secret():
    found = rounded(small(1))
    assert all((rounded(found, secret).counts == found.counts).all() for secret in SECRETS[:20])


def test_the_secret_is_not_told_with_the_rest_of_the_rounding():
    assert SECRETS[0].hex() not in repr(CellRounding(3, SECRETS[0]))
    assert repr(SECRETS[0]) not in repr(CellRounding(3, SECRETS[0]))


def test_the_expectation_is_the_count():
    """Each of 15 cells within 4.5 standard errors over 600 secrets; each is moved by some."""
    table = small(1)
    draws = np.array([rounded(table, secret).counts for secret in SECRETS])
    error = draws.std(axis=0) / np.sqrt(len(draws))
    assert (abs(draws.mean(axis=0) - table.counts) <= 4.5 * error).all()
    assert ((draws.min(axis=0) < draws.max(axis=0)) == (table.counts % 3 > 0)).all()


def test_the_same_secret_gives_the_same_in_any_order_of_lists():
    table = small(3)
    again = rounded(table.reordered((2, 0, 3, 1))).reordered((1, 3, 0, 2))
    assert again.lists == table.lists
    assert (again.counts == rounded(table).counts).all()
    assert (rounded(table, SECRETS[1]).counts != rounded(table).counts).any()


def test_strata_are_rounded_apart_and_withheld_cells_stay_ranges():
    table = with_withheld(small(1))
    study = ListStudy(COUNTED, {"x": [table], "y": [table]})
    found = rounded_study(study, CellRounding(3, SECRETS[0]))
    assert found.cells_rounded_to == 3
    (one,), (two,) = found.study.tables.values()
    assert one.suppressed == two.suppressed == {15: (1, 4)}
    assert (one.counts != two.counts).any()


def with_withheld(table):
    counts = table.counts.copy()
    counts[14] = 0
    return type(table)(table.lists, counts, table.apart, {15: (1, 4)})


LARGE = {"A": 121, "B": 91, "C": 82, "A+B": 16, "A+C": 11, "B+C": 10, "A+B+C": 8}


def test_where_no_cell_can_be_of_few_the_counts_stay():
    table = table_of("ABC", LARGE)
    study = ListStudy(COUNTED, {"": [table]})
    found = rounded_study(study, CellRounding(3, SECRETS[0]))
    assert found.cells_rounded_to is None
    assert found.study == study
    apart = table_of("ABC", {k: n for k, n in LARGE.items() if "A+B" not in k}, [("A", "B")])
    assert (rounded(apart).counts == apart.counts).all()
    one = rounded(table_of("ABC", LARGE | {"A+B+C": 1}))
    assert not (one.counts % 3).any()


def test_public_counts_stay_and_a_higher_minimum_rounds_to_itself():
    table = small(1)
    assert (rounded(table, minimum=1).counts == table.counts).all()
    assert not (rounded(table, minimum=2).counts % 3).any()
    assert not (rounded(table, minimum=5).counts % 5).any()


def test_draws_of_a_linkage_are_moved_alike_so_that_their_mean_tells_nothing_more():
    """A cell that all draws share is moved by the same in each, whatever else they differ in."""
    first = small(1)
    draws = [first]
    for seed in range(6):
        rng = np.random.default_rng(seed)
        counts = first.counts + rng.integers(0, 3, len(first.counts))
        counts[0] = first.counts[0]
        draws.append(first.with_counts(counts))
    study = ListStudy(COUNTED, {"": draws})
    (found,) = rounded_study(study, CellRounding(3, SECRETS[0])).study.tables.values()
    draws = in_order(draws, SECRETS[0])
    first = draws[0]
    assert (found[0].counts == rounded(first).counts).all()
    added = found[0].counts - first.counts
    for before, after in zip(draws, found, strict=True):
        assert (after.counts == np.maximum(before.counts + added, 0)).all()


def persons_of(table, seed=0):
    """One row per person, with two covariates that tell each from the others."""
    rng = np.random.default_rng(seed)
    codes = np.repeat(table.histories, table.counts)
    on = codes[:, None] >> np.arange(table.n_lists) & 1
    known = np.column_stack([rng.permutation(len(codes)), rng.normal(size=len(codes))])
    return PersonsOnLists(table.lists, on, known.astype(float), ("age", "score"))


def test_persons_with_covariates_are_as_many_as_the_rounded_table_says():
    table = small(1)
    persons = persons_of(table)
    study = ListStudy(COUNTED, {"": [table]}, persons)
    found = rounded_study(study, CellRounding(3, SECRETS[0])).study
    assert (found.persons.table().counts == found.together.counts).all()
    assert (found.persons.table().counts != table.counts).any()
    given = {(tuple(o), tuple(c)) for o, c in zip(persons.on, persons.covariates, strict=True)}
    kept = [
        (tuple(o), tuple(c))
        for o, c in zip(found.persons.on, found.persons.covariates, strict=True)
    ]
    assert set(kept) <= given
    order = np.random.default_rng(1).permutation(len(persons.on))
    again = replace(study, persons=persons.taking(order))
    other = rounded_study(again, CellRounding(3, SECRETS[0])).study.persons
    assert (np.sort(other.covariates[:, 0]) == np.sort(found.persons.covariates[:, 0])).all()


def test_on_average_each_person_counts_once():
    table = small(1)
    persons = persons_of(table)
    times = np.zeros(len(persons.on))
    for secret in SECRETS:
        study = ListStudy(COUNTED, {"": [table]}, persons)
        found = rounded_study(study, CellRounding(3, secret)).study.persons
        times += np.bincount(found.covariates[:, 0].astype(int), minlength=len(times))
    assert times.mean() == pytest.approx(len(SECRETS), rel=0.01)
    spread = np.sqrt(len(SECRETS) * 2.0)
    assert (abs(times - len(SECRETS)) < 5 * spread).all()


def beside(kept, *, exact=False, is_first=False, first=None):
    """Releases before, in which some cells (stratum, history) were rounded to a number.

    `first` has of some what they counted when they were first rounded, and to what.
    """
    return SimpleNamespace(
        is_first=is_first,
        stays_exact=lambda stratum: exact,
        rounded=lambda stratum, history, base: kept.get((stratum, history)),
        first=lambda stratum, history, base: (first or {}).get((stratum, history)),
    )


COUNTS = np.array([4, 0, 30, 7, 2, 9, 11])
ALL = np.ones(7, dtype=np.bool_)


def test_beside_earlier_releases_each_cell_keeps_its_rounding_and_others_go_by_themselves():
    for secret in SECRETS[:40]:
        before = beside({("s", 1): 6, ("s", 4): 9, ("t", 2): 300})
        found = CellRounding(3, secret, before).counts(COUNTS, "ABC", ALL, "s")
        assert (found[0], found[3]) == (6, 9)
        assert (found[1], found[2], found[5]) == (0, 30, 9)  # multiples stay
        assert found[4] in (0, 3)
        assert found[6] in (9, 12)


def test_beside_earlier_releases_counts_are_rounded_though_all_are_many():
    many = COUNTS + 29
    assert CellRounding(3, SECRETS[0]).counts(many, "ABC", ALL) is None
    found = CellRounding(3, SECRETS[0], beside({})).counts(many, "ABC", ALL)
    assert not (found % 3).any()
    assert (abs(found - many) < 3).all()
    assert CellRounding(3, SECRETS[0], beside({}, exact=True)).counts(many, "ABC", ALL) is None
    first = CellRounding(3, SECRETS[0], beside({}, is_first=True)).counts(COUNTS, "ABC", ALL)
    assert (first == CellRounding(3, SECRETS[0]).counts(COUNTS, "ABC", ALL)).all()


def test_a_cell_by_itself_is_rounded_up_as_often_as_its_rest_is_of_the_base():
    """A third of 4 goes to 6, two thirds of 11 to 12; 600 secrets, within 4.5 errors."""
    draws = np.array(
        [CellRounding(3, one, beside({})).counts(COUNTS, "ABC", ALL) for one in SECRETS]
    )
    error = draws.std(axis=0) / np.sqrt(len(draws))
    assert (abs(draws.mean(axis=0) - COUNTS) <= 4.5 * error).all()
    assert set(draws[:, 0]) == {3, 6}
    apart = draws[:, 0] == 6, draws[:, 3] == 9
    together = np.corrcoef(*(one.astype(float) for one in apart))[0, 1]
    assert abs(together) < 4.5 / np.sqrt(600)  # each by its own chance


def test_a_cell_by_itself_is_rounded_alike_in_any_order_of_lists_and_apart_in_strata():
    rounding = CellRounding(3, SECRETS[7], beside({}))
    one = rounding.counts(COUNTS, "ABC", ALL)
    turned = np.array([1, 0, 2, 3, 5, 4, 6])  # of B, A and C: histories 1 and 2, 5 and 6 change
    assert (rounding.counts(COUNTS[turned], "BAC", ALL)[turned] == one).all()
    same = [
        (
            CellRounding(3, secret, beside({})).counts(COUNTS, "ABC", ALL, "s")
            == CellRounding(3, secret, beside({})).counts(COUNTS, "ABC", ALL, "t")
        ).all()
        for secret in SECRETS[:40]
    ]
    assert not all(same)


def editions(secret, base, counts):
    """To what one cell was rounded in each of some releases, the first with all cells."""
    rest = np.array([7, 30, 2, 9, 11, 4])
    whole = [np.concatenate([[count], rest]) for count in counts]
    start = CellRounding(base, secret).counts(whole[0], "ABC", ALL, "s")
    known = {("s", k + 1): (int(whole[0][k]), int(start[k])) for k in range(7)}
    found = [int(start[0])]
    for one in whole[1:]:
        kept = {key: now for key, (was, now) in known.items() if one[key[1] - 1] == was}
        rounding = CellRounding(base, secret, beside(kept, first=known))
        found.append(int(rounding.counts(one, "ABC", ALL, "s")[0]))
    return tuple(found)


@pytest.mark.parametrize("base", [3, 5])
@pytest.mark.parametrize("steps", [(0, -1, -2), (0, 1, 2, 3), (0, 2, 4), (0, -1, 1, 7)])
def test_of_a_cell_that_grew_by_known_numbers_no_fewer_counts_are_left_than_of_one_release(
    base, steps
):
    """Who knows by how many it grew keeps the counts that fit each time; none is below nobody."""
    least = base - 1 - min(steps)
    editions_of = {
        one: [editions(other, base, [one + step for step in steps]) for other in SECRETS[:60]]
        for one in range(least + 1 - base, least + 2 * base)
    }
    for count in range(least, least + base + 1):
        for seen in editions_of[count]:
            fits = [one for one, found in editions_of.items() if seen in found]
            assert len(fits) >= base


@pytest.mark.parametrize(("least", "stays"), [(6, True), (3, False), (9, True), (0, False)])
def test_counts_stay_where_each_is_of_twice_the_base(least, stays):
    """Multiples of 3, which are rounded to themselves; cells that cannot be do not count."""
    counts = np.array([9, 12, 30, 9, 9, 9, least])
    found = CellRounding(3, SECRETS[0]).counts(counts, "ABC", ALL)
    assert (found is None) is stays
    without = ALL.copy()
    without[6] = False
    assert CellRounding(3, SECRETS[0]).counts(counts, "ABC", without) is None


def test_the_secret_stands_in_no_text_of_the_rounding():
    assert "secret" not in repr(CellRounding(3, b"nobody else knows"))
    assert "nobody else" not in repr(CellRounding(3, b"nobody else knows"))


@pytest.mark.parametrize(("byte", "least", "most"), [(0x00, 0.0, 0.0), (0xFF, 0.999, None)])
def test_a_chance_is_from_0_to_under_1_whatever_comes_of_the_secret(byte, least, most, monkeypatch):
    monkeypatch.setattr(rounded_cells.hmac, "digest", lambda *_: bytes([byte]) * 32)
    chance = CellRounding(3, SECRETS[0])._chance("any text")
    assert least <= chance < 1
    assert most is None or chance == most


@pytest.mark.parametrize(
    ("chance", "found"), [(0.0, (0, 6, 6, 6)), (0.34, (0, 6, 6, 9)), (0.99, (0, 6, 9, 9))]
)
def test_a_cell_goes_down_to_a_multiple_after_a_number_under_the_base_was_added(
    chance, found, monkeypatch
):
    monkeypatch.setattr(CellRounding, "_chance", lambda *_: chance)
    rounding = CellRounding(3, b"secret")
    assert tuple(rounding._alone(count, "a", None) for count in (0, 6, 7, 8)) == found


@pytest.mark.parametrize(("first", "added"), [((7, 6), 1), ((7, 9), 2), ((8, 9), 2), ((6, 6), 2)])
def test_what_is_added_is_what_gave_the_first_rounding(first, added, monkeypatch):
    """7 went up with 2 alone, and stayed with 0 or 1; of what could be the last is taken here."""
    monkeypatch.setattr(CellRounding, "_chance", lambda *_: 0.99)
    assert CellRounding(3, b"secret")._added("a", first) == added
