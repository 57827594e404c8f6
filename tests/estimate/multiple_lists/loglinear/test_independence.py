import numpy as np
import pytest
from scipy import optimize

from measure87.estimate.multiple_lists import CaptureTable, NotEstimableError
from measure87.estimate.multiple_lists.loglinear.independence import independence, independence_size
from tests.estimate.multiple_lists.loglinear_tables import NAMES, expected, published


@pytest.mark.parametrize("name", NAMES)
def test_it_is_the_root_of_darrochs_equation(name):
    """A second way: Darroch (1958), unseen on any list with the product of the misses."""
    table = published(name)
    shares = table.list_totals

    def excess(size):
        return size * (1 - np.prod(1 - shares / size)) - table.observed

    root = optimize.brentq(excess, max(shares.max(), table.observed / 2) + 1e-6, 1e9, xtol=1e-9)
    assert independence_size(table) == pytest.approx(root, rel=1e-9)


@pytest.mark.parametrize("name", [n for n in NAMES if "Mt_profile" in expected()[n]])
def test_the_profile_interval_is_that_of_rcapture(name):
    found, r = independence(published(name)), expected()[name]["Mt_profile"]
    # R takes Stirling's formula for factorials, which shows in small tables.
    rel = 2e-6 if name.startswith("UK") else 2e-4
    assert found.lower == pytest.approx(r["infCL"], rel=rel)
    assert found.upper == pytest.approx(r["supCL"], rel=rel)
    assert found.se == pytest.approx(expected()[name]["Mt"]["stderr"], rel=1e-4)
    assert found.lower < found.value < found.upper


def test_other_arrangements_of_the_same_table_give_the_same_answer():
    table = published("NewOrl_5_185")
    turned = table.reordered((3, 0, 4, 1, 2))
    first, second = independence(table), independence(turned)
    assert (first.value, first.lower, first.upper) == (second.value, second.lower, second.upper)


def test_a_list_of_nobody_is_left_out_with_a_notice():
    table = CaptureTable.from_histories(
        "ABCZ", [(1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (1, 1, 0, 0)], [30, 25, 20, 5]
    )
    found = independence(table)
    assert found.value == pytest.approx(independence_size(table.without_list("Z")))
    assert "empty-list" in {notice.code for notice in found.notices}


@pytest.mark.parametrize(
    ("rows", "counts", "code"),
    [
        ([(1, 0), (0, 1)], [30, 20], "no-overlap"),
        ([(1, 0), (1, 1)], [30, 20], "list-of-everybody"),
        ([(1, 1)], [30], "list-of-everybody"),
        ([(1, 0)], [30], "too-few-lists"),
        ([(1, 0)], [0], "nobody"),
    ],
)
def test_what_cannot_be_defended_is_refused(rows, counts, code):
    with pytest.raises(NotEstimableError) as refusal:
        independence(CaptureTable.from_histories("AB", rows, counts))
    assert refusal.value.code == code
