"""The sums of counts that the auditor tries to find out."""

from measure87.disseminate.gate.audit import relations_of, seen_figures
from measure87.disseminate.gate.audit.secrets import Places, Secret, secrets
from measure87.disseminate.gate.tables.boxes import dimensions
from measure87.disseminate.gate.tables.geometry import nesting
from measure87.disseminate.gate.tables.known_measures import KnownMeasures
from tests.disseminate.gate.audit.random_tables import figure

KINDS = ("cases", "others", "unknown")


def asked(*figures, known=None):
    seen = seen_figures(figures)
    dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
    boxes = [dims.box(one.group) for one in seen]
    places = Places(seen, boxes, range(len(seen)))
    nestings = {
        measure: nesting(dims, [boxes[k] for k in at.values()]) for measure, at in places.of.items()
    }
    return secrets(places, nestings, relations_of(seen, figures, dims, known=known))


def of(*terms):
    return {Secret(what, terms) for what in KINDS}


def test_a_hidden_figure_is_asked_for_in_cases_others_and_unknowns():
    found = asked(figure("x", 100, 9))
    assert set(found) == of((1, 0))
    assert all(one.alone for one in found)


def test_what_a_group_leaves_of_another_and_all_its_parts_of_it_is_asked_for():
    found = asked(figure("x", 100, 9), figure("x", 40, 4, s="1"), figure("x", 50, 4, s="2"))
    rests = of((1, 0), (-1, 1)) | of((1, 0), (-1, 2)) | of((1, 0), (-1, 1), (-1, 2))
    assert set(found) == of((1, 0)) | of((1, 1)) | of((1, 2)) | rests
    assert not any(one.alone for one in rests)
    assert len(found) == len(set(found))


def test_what_one_measure_has_more_than_another_is_asked_for():
    found = asked(figure("narrow", 100, 9), figure("wide", 100, 30))
    assert set(found) - of((1, 0)) - of((1, 1)) == {Secret("cases", ((1, 1), (-1, 0)))}


def test_only_groups_that_both_measures_have_are_compared():
    found = asked(
        figure("narrow", 100, 9), figure("wide", 100, 30), figure("wide", 40, 12, sex="1")
    )
    between = [one for one in found if {k for _, k in one.terms} == {0, 1}]
    assert between == [Secret("cases", ((1, 1), (-1, 0)))]
    assert not any({k for _, k in one.terms} == {0, 2} for one in found)


def test_who_is_in_both_of_two_that_make_up_a_third_is_asked_for():
    """20 and 15 make up 34."""
    sexes = ({}, {"sex": "1"})
    figures = [
        figure(name, n, cases, **group)
        for name, counts in {"all": (34, 14), "one": (20, 8), "two": (15, 6)}.items()
        for n, cases, group in zip((900, 400), counts, sexes, strict=True)
    ]
    overlaps = [one for one in asked(*figures) if len({k for _, k in one.terms}) == 3]
    assert Secret("cases", ((1, 2), (1, 4), (-1, 0))) in overlaps
    assert Secret("cases", ((1, 3), (1, 5), (-1, 1))) in overlaps
    assert len(overlaps) == 2


def test_what_measures_of_other_ages_leave_of_a_wider_one_is_asked_for():
    """30 less 20 adults less 9 children."""
    three = [figure("all", 500, 30), figure("adults", 300, 20), figure("few", 200, 9)]
    ages = KnownMeasures({"all": (5, None), "adults": (18, None), "few": (5, 17)})
    rest = Secret("cases", ((1, 0), (-1, 1), (-1, 2)))
    assert asked(*three, known=ages).count(rest) == 1
    assert rest not in asked(*three)
