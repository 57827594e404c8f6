import pytest

from measure87.estimate.multiple_lists import CaptureTable, NotEstimableError
from measure87.estimate.multiple_lists.catchability.chapman import chapman
from tests.estimate.multiple_lists.published_tables import expected, pair_of

PAIRS = [
    (study, key)
    for study, entry in expected().items()
    for key, pair in entry["pairs"].items()
    if pair.get("Petersen") is not None
]


@pytest.mark.parametrize(("study", "key"), PAIRS)
def test_every_pair_of_lists_agrees_with_care1(study, key):
    entry = expected()[study]
    first, second = (entry["lists"][int(digit) - 1] for digit in key)
    want = entry["pairs"][key]
    found = chapman(pair_of(study, first, second))
    assert found.value == pytest.approx(want["Chapman"], rel=1e-9)
    assert found.diagnostics["petersen"] == pytest.approx(want["Petersen"], rel=1e-9)
    assert found.se == pytest.approx(want["se"], rel=1e-9)
    assert found.lower == pytest.approx(want["cil"], rel=1e-4)
    assert found.upper == pytest.approx(want["ciu"], rel=1e-4)


def two(alone, other, both, **options) -> CaptureTable:
    return CaptureTable.from_histories(
        "AB", [[1, 0], [0, 1], [1, 1]], [alone, other, both], **options
    )


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (two(5, 5, 0), "no-overlap"),
        (two(5, 0, 0), "too-few-lists"),
        (two(5, 5, 0, apart=[("A", "B")]), "lists-mutually-exclusive"),
        (CaptureTable.from_histories("ABC", [[1, 1, 0], [0, 1, 1]], [4, 4]), "not-two-lists"),
        (two(20, 0, 30), "list-of-everybody"),
        (two(0, 0, 30), "list-of-everybody"),
    ],
)
def test_what_two_lists_cannot_say_is_refused(table, code):
    with pytest.raises(NotEstimableError) as found:
        chapman(table)
    assert found.value.code == code


def test_few_on_both_lists_are_told():
    assert [notice.code for notice in chapman(two(20, 30, 2)).notices] == ["few-overlaps"]


@pytest.mark.parametrize(("both", "codes"), [(6, ["few-overlaps"]), (7, [])])
def test_fewer_than_seven_on_both_lists_are_told(both, codes):
    """Robson & Regier's bias of less than 2 % asks for seven who are seen twice."""
    found = chapman(two(20, 30, both))
    assert [one.code for one in found.notices] == codes
    assert found.diagnostics["on_both"] == both
