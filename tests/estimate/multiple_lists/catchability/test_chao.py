import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure87.estimate.multiple_lists import CaptureTable, NotEstimableError
from measure87.estimate.multiple_lists.catchability.chao import _Bound, _limits, chao
from measure87.vocabulary.errors import UsageError
from tests.estimate.multiple_lists.published_tables import expected, published

STUDIES = list(expected())
MODELS = [name for name in STUDIES if expected()[name]["closedp"]]


@pytest.mark.parametrize("study", STUDIES)
@pytest.mark.parametrize(
    ("form", "key"),
    [
        ("classic", "Chao1987_lower_bound"),
        ("bias-corrected", "Chao_bias_corrected"),
        ("occasions", "Chao_t_occasions_bc"),
    ],
)
def test_closed_forms_are_those_of_the_reference(study, form, key):
    found = chao(published(study), form=form)
    assert found.value == pytest.approx(expected()[study]["Chao"][key], rel=1e-12)
    assert found.lower_bound_only
    assert found.upper is None
    assert found.observed <= found.lower < found.value


def a_table(f1, f2, f3=0):
    """Three lists with f1 persons on one of them, f2 on two and f3 on all."""
    histories = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [0, 1, 1], [1, 1, 1]]
    return CaptureTable.from_histories("ABC", histories, [f1 - 2, 1, 1, f2 - 1, 1, f3])


@pytest.mark.parametrize(("f1", "f2"), [(3, 2), (7, 4), (5, 11)])
def test_closed_forms_and_their_variances_are_those_by_hand(f1, f2):
    """Written anew in fractions, and by hand for 3 and 2."""
    f, g, k = Fraction(f1), Fraction(f2), 3
    share = Fraction(k - 1, k)
    classic = f * f / g / 2, g * ((f / g) ** 4 / 4 + (f / g) ** 3 + (f / g) ** 2 / 2)
    corrected = f * (f - 1) / (g + 1) / 2
    corrected_variance = (
        corrected
        + f * (2 * f - 1) ** 2 / (g + 1) ** 2 / 4
        + f**2 * g * (f - 1) ** 2 / (g + 1) ** 4 / 4
    )
    occasions = share * corrected
    more = f**2 + 4 * f * g + 3 * f - 6 * g - 6
    occasions_variance = occasions + share**2 * f * (f - 1) * more / (4 * (g + 1) ** 2 * (g + 2))
    found = chao(a_table(f1, f2, 4)).diagnostics
    assert found["frequencies"] == [f1, f2, 4]
    for name, (bound, variance) in {
        "classic": classic,
        "bias-corrected": (corrected, corrected_variance),
        "occasions": (occasions, occasions_variance),
    }.items():
        one = found["forms"][name]
        assert one["value"] == pytest.approx(f1 + f2 + 4 + float(bound), rel=1e-12), name
        assert one["se"] == pytest.approx(math.sqrt(variance), rel=1e-12), name
    if (f1, f2) == (3, 2):
        assert (corrected, corrected_variance) == (1, 1 + Fraction(75, 36) + Fraction(2, 9))
        assert classic == (Fraction(9, 4), Fraction(369, 32))
        assert (occasions, occasions_variance) == (Fraction(2, 3), Fraction(10, 9))


def test_limits_are_as_many_times_the_unobserved_as_the_normal_has_it():
    """exp(z sqrt(log(1 + v / b^2))) times the bound b above, and as much less below."""
    one = chao(a_table(7, 4), level=0.9).diagnostics["forms"]["classic"]
    bound = one["value"] - 11
    times = math.exp(1.6448536269514722 * math.sqrt(math.log(1 + (one["se"] / bound) ** 2)))
    assert one["lower"] == pytest.approx(11 + bound / times, rel=1e-12)
    assert one["upper"] == pytest.approx(11 + bound * times, rel=1e-12)


@pytest.mark.parametrize("unobserved", [0.2, 1.0, 30.0])
def test_a_bound_of_less_than_one_person_has_a_width_too(unobserved):
    lower, upper = _limits(100.0, _Bound(unobserved, unobserved**2), 0.95)
    times = math.exp(1.959963984540054 * math.sqrt(math.log(2.0)))
    assert (lower, upper) == pytest.approx((100 + unobserved / times, 100 + unobserved * times))
    for nobody in (0.0, -0.5):
        assert _limits(100.0, _Bound(nobody, 1.0), 0.95) == (100.0, 100.0)


def test_where_nobody_is_unobserved_the_bound_has_no_width():
    """f1 = 1 makes f1 (f1 - 1) = 0; without f1 there is no Zelterman estimate."""
    histories = [[1, 0, 0], [1, 1, 0], [0, 1, 1], [1, 0, 1]]
    for f1 in (1, 0):
        table = CaptureTable.from_histories("ABC", histories, [f1, 5, 5, 5])
        found = chao(table, form="bias-corrected")
        assert (found.value, found.lower) == (15 + f1, 15 + f1)
        one = found.diagnostics["forms"]["bias-corrected"]
        assert (one["lower"], one["upper"]) == (15 + f1, 15 + f1)
        assert (found.diagnostics["zelterman"] is None) is (f1 == 0)


@pytest.mark.parametrize(("f2", "few"), [(9, True), (10, False), (11, False)])
def test_a_bound_that_rests_on_fewer_than_ten_persons_is_shaky(f2, few):
    codes = [notice.code for notice in chao(a_table(30, f2)).notices]
    assert ("few-overlaps" in codes) is few


def test_lists_of_one_size_are_not_told_to_differ():
    alike = CaptureTable.from_histories(
        "ABC", [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]], [9] * 6
    )
    for form in ("counts", "classic"):
        codes = [notice.code for notice in chao(alike, form=form).notices]
        assert "lists-of-different-size" not in codes
        codes = [notice.code for notice in chao(a_table(30, 12), form=form).notices]
        assert "lists-of-different-size" in codes


@pytest.mark.parametrize("study", STUDIES)
def test_zelterman_and_frequencies_are_those_of_the_reference(study):
    found = chao(published(study)).diagnostics
    want = expected()[study]["Chao"]
    assert found["zelterman"] == pytest.approx(want["Zelterman"], rel=1e-12)
    assert found["frequencies"] == want["frequency_counts"]


@pytest.mark.parametrize("study", MODELS)
@pytest.mark.parametrize(("form", "key"), [("lists", "Mth Chao (LB)"), ("counts", "Mh Chao (LB)")])
def test_log_linear_forms_are_those_of_rcapture(study, form, key):
    found = chao(published(study), form=form)
    want = expected()[study]["closedp"][key]
    assert found.value == pytest.approx(want["abundance"], rel=1e-6)
    assert found.se == pytest.approx(want["stderr"], rel=1e-3)


def test_every_form_stands_in_the_diagnostics():
    found = chao(published("UKdat")).diagnostics["forms"]
    assert set(found) == {"lists", "counts", "occasions", "bias-corrected", "classic"}
    for name, one in found.items():
        alone = chao(published("UKdat"), form=name)
        assert one["value"] == alone.value
        assert one["lower"] == alone.lower < one["value"] < one["upper"]


def test_unequal_independent_lists_keep_only_the_default_below_the_truth():
    # Expected counts of 10,000 persons on independent lists of very different size.
    chances = np.array([0.4, 0.1, 0.05, 0.02])
    on = (np.arange(1, 16)[:, None] >> np.arange(4)) & 1
    share = np.where(on, chances, 1 - chances).prod(axis=1)
    table = CaptureTable(tuple("abcd"), np.rint(10_000 * share).astype(np.int64))
    assert chao(table).value == pytest.approx(10_000, rel=0.005)
    assert chao(table, form="occasions").value > 11_500
    notices = [notice.code for notice in chao(table, form="classic").notices]
    assert "lists-of-different-size" in notices


def test_persons_who_differ_leave_the_bound_below_the_truth():
    # Half of 10,000 persons are found with chance 0.3 by each of 4 lists, half with 0.05.
    on = (np.arange(1, 16)[:, None] >> np.arange(4)) & 1
    share = sum(0.5 * np.where(on, p, 1 - p).prod(axis=1) for p in (0.3, 0.05))
    found = chao(CaptureTable(tuple("abcd"), np.rint(10_000 * share).astype(np.int64)))
    independent = 10_000 * share.sum()
    assert independent < found.value < 10_000


def test_lists_kept_apart_have_no_cell_and_do_not_bias_the_default():
    # Lists a and b share nobody by rule; among the histories that can be, all is independent.
    odds = np.array([0.2, 0.15, 0.1, 0.12])
    histories = np.arange(1, 16)
    on = (histories[:, None] >> np.arange(4)) & 1
    counts = 5_000 * np.where(on, odds, 1.0).prod(axis=1)
    counts[(histories & 3) == 3] = 0
    table = CaptureTable(tuple("abcd"), np.rint(counts).astype(np.int64), frozenset({(0, 1)}))
    found = chao(table)
    assert found.value - found.observed == pytest.approx(5_000, rel=0.01)
    ignored = chao(CaptureTable(table.lists, table.counts))
    assert ignored.value - ignored.observed > 5_500
    assert "mutually-exclusive-ignored" in [n.code for n in chao(table, form="classic").notices]


@given(order=st.permutations(range(5)))
def test_the_order_and_names_of_lists_do_not_matter(order):
    table = published("Western")
    moved = table.reordered(order)
    assert chao(moved).value == chao(table).value
    assert chao(moved).lower == chao(table).lower


@pytest.mark.parametrize(
    ("histories", "counts", "code"),
    [
        ([[1, 0, 0], [0, 1, 0]], [5, 5], "no-overlap"),
        ([[1, 0, 0]], [5], "too-few-lists"),
        ([[1, 0, 0]], [0], "nobody"),
        ([[1, 0, 0], [1, 1, 0], [1, 0, 1]], [50, 5, 5], "list-of-everybody"),
        ([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]], [9, 9, 9, 3], "no-pairs"),
    ],
)
def test_tables_that_say_nothing_are_refused(histories, counts, code):
    with pytest.raises(NotEstimableError) as found:
        chao(CaptureTable.from_histories("ABC", histories, counts))
    assert found.value.code == code


def test_an_empty_list_is_left_out_and_told():
    table = CaptureTable.from_histories(
        "ABCD",
        [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [1, 1, 0, 0], [0, 1, 1, 0]],
        [9, 8, 7, 3, 2],
    )
    found = chao(table)
    assert found.value == chao(table.without_list("D")).value
    assert [notice.code for notice in found.notices] == ["empty-list", "few-overlaps"]


def test_identical_lists_are_told():
    table = CaptureTable.from_histories("ABC", [[1, 1, 0], [0, 0, 1], [1, 1, 1]], [30, 20, 5])
    assert "identical-lists" in [notice.code for notice in chao(table, form="occasions").notices]


def test_an_unknown_form_names_those_known():
    with pytest.raises(UsageError, match="bias-corrected"):
        chao(published("Korea"), form="other")


def test_two_lists_of_one_size_and_a_larger_one_are_told_to_differ():
    histories = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]]
    table = CaptureTable.from_histories("ABC", histories, [20, 20, 30, 12, 12, 12])
    assert sorted(table.list_totals.tolist()) == [44, 44, 54]
    codes = [notice.code for notice in chao(table, form="counts").notices]
    assert "lists-of-different-size" in codes
