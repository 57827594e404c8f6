"""Parts of the cases of a measure pass the gate as such: protected, and not mistaken for others."""

import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate.tables.declared_parts import (
    PartOf,
    declared_parts,
    families,
    nested_by_parts,
    parts_before,
)
from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.release_files.reading import survey_said
from tests.disseminate.stated import stated

FORCED = "forced_labour/icls20_2018@2018-10-19"
N = {(): 4000, (("sex", "1"),): 2000, (("sex", "2"),): 2000}
WHOLE = "forced_labour"


def figure(name, group, cases):
    return Estimate(
        name, "proportion", "taylor", group=dict(group), definition=FORCED,
        value=cases / N[group], n=N[group], n_cases=cases, n_unknown=0,
    )  # fmt: skip


def result_of(counts):
    """`counts`: name of a measure to its cases of everybody, men and women."""
    figures = [
        figure(name, group, count)
        for name, cases in counts.items()
        for group, count in zip(N, cases, strict=True)
    ]
    about = {
        name: {"part_of": WHOLE, "characteristic": name.split("_")[3]}
        for name in counts
        if name != WHOLE
    }
    return Result("run", figures, diagnostics=stated(measures=about))


def part(characteristic, code):
    return f"{WHOLE}_by_{characteristic}_{code}"


def shown(counts, **rules):
    released = release(result_of(counts), DisclosureRules(**rules))
    return {
        (e.name, tuple(e.group.values())): e.n_cases for e in released.estimates if not e.suppressed
    }


INDUSTRY = {
    WHOLE: (60, 30, 30),
    part("industry", "a"): (40, 20, 20),
    part("industry", "b"): (18, 9, 9),
    part("industry", "c"): (2, 1, 1),
}


def test_a_small_part_cannot_be_had_by_taking_the_others_from_the_whole():
    seen = shown(INDUSTRY)
    for sex in ((), ("1",), ("2",)):
        assert (part("industry", "c"), sex) not in seen
        parts = [(part("industry", code), sex) in seen for code in "ab"]
        assert not ((WHOLE, sex) in seen and all(parts)), "the rest is the hidden part"


def test_without_complementary_suppression_the_small_part_can_be_had():
    seen = shown(INDUSTRY, complementary=False)
    others = sum(seen[part("industry", code), ()] for code in "ab")
    assert seen[WHOLE, ()] - others == 2


def test_a_part_that_leaves_out_one_or_two_cases_is_not_shown():
    seen = shown({WHOLE: (60, 30, 30), part("industry", "a"): (58, 29, 29)})
    assert ((WHOLE, ()) in seen) + ((part("industry", "a"), ()) in seen) == 1


def test_parts_by_different_characteristics_do_not_hide_each_other():
    """By their counts they would be taken for nested, added up or equal."""
    counts = {
        WHOLE: (60, 30, 30),
        part("industry", "a"): (40, 20, 20),
        part("industry", "b"): (20, 10, 10),
        part("means", "x"): (20, 10, 10),
        part("means", "y"): (19, 9, 10),
        part("means", "z"): (39, 19, 20),
    }
    assert len(shown(counts)) == len(counts) * len(N)


def test_parts_are_told_by_the_diagnostics_of_the_result():
    about = {
        "m": {"title": "M"},
        "m_by_x_a": {"part_of": "m", "characteristic": "x"},
        "half": {"part_of": "m"},
        "other half": {"characteristic": "x"},
    }
    parts = declared_parts(stated(measures=about).measures)
    assert parts == {"m_by_x_a": PartOf("m", "x")}
    assert nested_by_parts("m_by_x_a", "m", parts) is True
    assert nested_by_parts("m", "m_by_x_a", parts) is False
    assert nested_by_parts("m_by_x_a", "other", parts) is False
    assert families([(0, ["m"]), (1, ["m_by_x_a"])], parts) == [(0, (1,))]


@pytest.mark.parametrize("size", [40])
def test_many_parts_take_seconds(size):
    counts = {WHOLE: (900, 450, 450)}
    for k in range(size):
        women = 12 + 3 * (k % 7)
        counts[part(f"c{k % 6}", k)] = (40 + 5 * k + women, 40 + 5 * k, women)
    assert len(shown(counts)) == len(counts) * len(N)


def unknown_shown(unknown, cases):
    """Of a measure and two of its parts by sex: n and unknowns as released, by name and group.

    Whom the measure leaves out is in no part either: of 200 persons 100 are men.
    """
    asked = dict(zip(N, (200, 100, 100), strict=True))
    names = (WHOLE, part("industry", "a"), part("industry", "b"))
    figures = [
        Estimate(
            name, "proportion", "taylor", group=dict(group), definition=FORCED,
            value=found / (n - left), n=n - left, n_cases=found, n_unknown=left,
            value_if_no=found / n, value_if_yes=(found + left) / n,
        )
        for name, own in zip(names, cases, strict=True)
        for (group, n), left, found in zip(asked.items(), unknown, own, strict=True)
    ]  # fmt: skip
    about = {name: {"unknown": "exclude"} for name in names}
    for name in names[1:]:
        about[name] |= {"part_of": WHOLE, "characteristic": "industry"}
    released = release(Result("run", figures, diagnostics=stated(measures=about)))
    return {(e.name, *e.group.values()): (e.n, e.n_unknown) for e in released.estimates}


def test_a_part_tells_how_many_gave_no_answer_where_its_measure_does():
    counts = ((40, 20, 20), (25, 12, 13), (15, 8, 7))
    seen = unknown_shown((12, 6, 6), counts)
    assert set(seen.values()) == {(188, 12), (94, 6)}


def test_and_where_its_measure_keeps_that_back_it_counts_all_who_were_asked():
    counts = ((40, 20, 20), (25, 12, 13), (15, 8, 7))
    seen = unknown_shown((2, 1, 1), counts)
    assert set(seen.values()) == {(200, None), (100, None)}


def test_nor_does_a_part_without_a_case_where_nothing_of_its_measure_is_shown():
    """Two men are cases, both in the first industry; six men gave no answer."""
    counts = ((30, 2, 28), (15, 2, 13), (15, 0, 15))
    seen = unknown_shown((12, 6, 6), counts)
    assert seen[WHOLE, "1"] == (None, None)
    assert seen[part("industry", "b"), "1"] == (100, None)


def test_parts_of_earlier_releases_are_those_of_which_no_two_say_otherwise():
    def said(**measures):
        return survey_said(Result("run", (), diagnostics=stated(measures=measures)))

    of_work = {"part_of": "work", "characteristic": "industry"}
    releases = [
        said(work={}, a=of_work, b=of_work, c=of_work),
        said(a=of_work, b={"part_of": "work", "characteristic": "status"}, c={}),
    ]
    assert parts_before(releases) == {"a": PartOf("work", "industry")}
    assert parts_before([]) == {}
