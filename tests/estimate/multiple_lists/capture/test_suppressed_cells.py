import numpy as np
import polars as pl
import pytest

from measure87.estimate.multiple_lists import CaptureTable, NotEstimableError, capture_table_from
from measure87.estimate.multiple_lists.capture.suppressed_cells import (
    _within,
    fill_suppressed,
    lists_and_pairs,
    with_suppressed_cells,
)
from measure87.estimate.multiple_lists.catchability.chao import chao
from measure87.estimate.multiple_lists.catchability.sample_coverage import sample_coverage
from measure87.estimate.multiple_lists.loglinear.independence import independence
from measure87.vocabulary.errors import DataError, UsageError
from tests.estimate.multiple_lists.published_tables import published


def withheld(table: CaptureTable, below: int = 5, lowest: int = 1) -> CaptureTable:
    """The table as a holder would show it: positive cells under a number are a range."""
    hide = (table.counts >= max(lowest, 1)) & (table.counts < below)
    counts = np.where(hide, 0, table.counts)
    ranges = {int(h): (lowest, below - 1) for h in table.histories[hide]}
    return CaptureTable(table.lists, counts, table.apart, ranges)


def test_fillings_stay_within_their_ranges_and_change_nothing_else():
    table = withheld(published("UKdat"))
    filled = fill_suppressed(table, 10, np.random.default_rng(1))
    hidden = np.array(sorted(table.suppressed)) - 1
    assert len(filled) == 10
    for one in filled:
        assert not one.suppressed
        assert ((one.counts[hidden] >= 1) & (one.counts[hidden] <= 4)).all()
        assert np.delete(one.counts, hidden).tolist() == np.delete(table.counts, hidden).tolist()
    assert len({tuple(one.counts[hidden]) for one in filled}) > 5


def test_fillings_follow_the_model_of_the_other_cells():
    # Two lists of 1,000 among 100,000: about 10 on both; a third list of 500 with 5 and 5.
    on = (np.arange(1, 8)[:, None] >> np.arange(3)) & 1
    chance = np.where(on, [0.01, 0.01, 0.005], [0.99, 0.99, 0.995]).prod(axis=1)
    counts = np.rint(100_000 * chance).astype(np.int64)
    table = CaptureTable(("a", "b", "c"), np.where(np.arange(7) == 2, 0, counts), frozenset(),
                         {3: (1, 99)})  # fmt: skip
    filled = [one.counts[2] for one in fill_suppressed(table, 300, np.random.default_rng(2))]
    assert 7 < np.mean(filled) < 45  # the pair's own term is free within its prior of 1
    assert np.quantile(filled, 0.1) < 12


def test_the_interval_holds_the_filling_and_both_ends_are_shown():
    whole = published("UKdat")
    found = with_suppressed_cells(withheld(whole), chao)
    ends = found.diagnostics["suppressed"]
    truth = chao(whole)
    values = sorted([ends["all_lowest"]["value"], ends["all_highest"]["value"]])
    assert values[0] < truth.value < values[1]
    assert values[0] < found.value < values[1]
    assert found.se > truth.se
    assert found.notices[0].code == "suppressed-cells"
    assert str(ends["cells"]) in found.notices[0].text


def test_a_withheld_cell_that_can_hold_nobody_is_no_cell():
    rows = {"a": [1, 0, 1, 0, 1, 0], "b": [0, 1, 1, 0, 0, 1], "c": [0, 0, 0, 1, 1, 1],
            "n": ["100", "80", "<5", "60", "12", "<5"]}  # fmt: skip
    options = {"count": "n", "apart": [("a", "b")]}
    table = capture_table_from(pl.DataFrame(rows), list("abc"), lowest_suppressed=0, **options)
    assert table.suppressed == {6: (0, 4)}
    assert with_suppressed_cells(table, independence).value > table.observed
    with pytest.raises(DataError, match="1 withheld cells of both hold somebody") as found:
        capture_table_from(pl.DataFrame(rows), list("abc"), **options)
    assert found.value.code == "lists-not-mutually-exclusive"


def test_a_table_without_suppressed_cells_is_simply_estimated():
    table = published("Korea")
    assert with_suppressed_cells(table, chao) == chao(table)


def test_a_method_alone_refuses_suppressed_cells():
    with pytest.raises(DataError, match="suppressed"):
        chao(withheld(published("UKdat")))


def test_the_same_seed_gives_the_same_answer_whatever_the_order_of_lists():
    table = withheld(published("Western"))
    one = with_suppressed_cells(table, chao)
    other = with_suppressed_cells(table.reordered([4, 2, 0, 1, 3]), chao)
    assert (one.value, one.lower) == (other.value, other.lower)


def test_an_end_without_an_estimate_is_told_in_its_place():
    table = CaptureTable.from_histories(
        "ABC", [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0]], [40, 30, 20, 6],
        suppressed={5: (0, 4), 6: (0, 4)},
    )  # fmt: skip

    def strict(filled):
        if filled.counts[np.bitwise_count(filled.histories) > 1].sum() <= 6:
            raise NotEstimableError("no overlap with C", code="no-overlap")
        return sample_coverage(filled, form="independent", replicates=50)

    found = with_suppressed_cells(table, strict, rng=np.random.default_rng(4), imputations=5)
    assert found.diagnostics["suppressed"]["persons"] == [0, 8]
    assert found.diagnostics["suppressed"]["all_lowest"]["refused"] == "no-overlap"
    end = found.diagnostics["suppressed"]["all_highest"]
    assert end["lower"] < end["value"] < end["upper"]
    highest = end["value"]
    assert highest > table.observed
    told = f"at their lowest the figure is no estimate, with all at their highest {highest:,.0f}"
    assert told in found.notices[0].text


def test_a_method_that_needs_chance_keeps_its_own_interval_in_the_pool():
    found = with_suppressed_cells(
        withheld(published("Diabetes_Casale"), below=20), sample_coverage, imputations=5
    )
    assert found.interval == "rubin"
    assert found.lower < found.value < found.upper


def test_withheld_counts_are_drawn_as_poisson_within_their_range():
    """Of mean 1 between 0 and 2 the chances are as 1 : 1 : 1/2."""
    bounds = np.tile([0, 2], (20_000, 1))
    found = _within(np.ones(len(bounds)), bounds, np.random.default_rng(5))
    shares = np.bincount(found, minlength=3) / len(found)
    assert shares == pytest.approx([0.4, 0.4, 0.2], abs=0.015)


def test_two_fillings_are_the_fewest():
    table = withheld(published("UKdat"))
    assert with_suppressed_cells(table, chao, imputations=2).value > table.observed
    with pytest.raises(UsageError, match="two imputations are the fewest"):
        with_suppressed_cells(table, chao, imputations=1)


def test_how_many_persons_a_cell_has_without_any_list_is_left_free():
    """A prior of the intercept would draw all fillings to the size of another country."""
    table = published("UKdat")
    design, precisions = lists_and_pairs(table, np.flatnonzero(table.possible))
    pairs = table.n_lists * (table.n_lists - 1) // 2 - len(table.apart)
    wanted = [0.0, *[0.01] * table.n_lists, *[1.0] * pairs]
    assert precisions.tolist() == wanted
    assert design.shape[1] == len(wanted)
