"""Changes that are asked for twice stand once, in their order; editions keep their own measure."""

from dataclasses import replace
from types import SimpleNamespace

from measure87.combine.aggregation import CoverageRule, PublicationRules
from measure87.combine.estimation.changes import _without_other_measures, changes_of
from measure87.combine.target import Edition, PublishedTotal, changes_between
from tests.combine.aggregation.made_world import made_world
from tests.combine.estimation.made_questions import Asking, Measure, Target

OPEN = PublicationRules(coverage=CoverageRule(minimum_population_share=0.0, minimum_countries=0))
FITTED = SimpleNamespace(without_trend=(), settings=Measure("child_labour_made", definition="made"))


def asked(*changes, editions=(), rules=OPEN):
    questions = Asking().but(target=Target(changes=changes, editions=editions))
    return changes_of(made_world(rules=rules), questions, None, FITTED)


def test_a_change_that_is_asked_for_twice_stands_once_in_its_order():
    world = made_world(rules=OPEN)
    found = asked((2010, 2020), (2010, 2015), (2010, 2020)).findings
    first, second = (changes_between(world, 2010, last).rows for last in (2020, 2015))
    assert first.height > 100
    assert found.rows.rows() == [*first.rows(), *second.rows()]


def test_refusals_that_repeat_each_other_stand_once_in_their_order():
    strict = PublicationRules(coverage=CoverageRule(minimum_population_share=0.99))
    world = made_world(rules=strict)
    found = asked((2010, 2020), (2010, 2015), (2010, 2020), rules=strict).findings.refused
    told = [changes_between(world, 2010, last).refused.rows() for last in (2020, 2015)]
    assert len(told[0]) > 5
    assert found.rows() == list(dict.fromkeys([*told[0], *told[1]]))


def test_years_of_editions_are_a_change_that_is_told_once():
    editions = (Edition("first", 2010), Edition("second", 2020))
    found = asked((2010, 2020), editions=editions)
    assert found.findings.rows.equals(asked((2010, 2020)).findings.rows)
    assert [one.label for one in found.editions] == ["first", "second"]


def test_of_an_edition_totals_of_other_measures_that_are_estimated_are_not_looked_at():
    """Those of the measure, and of measures that are not estimated (to be told as such), are."""
    mine = PublishedTotal(
        source="Invented report", definition="made", measure="mine", statistic="persons",
        value=1.6e6, ages=(5, 17),
    )  # fmt: skip
    totals = tuple(replace(mine, measure=name) for name in ("mine", "another", "unknown"))
    questions = Asking().but(
        measures=(Measure("mine"), Measure("another")),
        target=Target(editions=(Edition("first", 2010, totals),)),
    )
    (edition,) = _without_other_measures(questions, "mine")
    assert [one.measure for one in edition.published] == ["mine", "unknown"]
    assert (edition.label, edition.year) == ("first", 2010)
