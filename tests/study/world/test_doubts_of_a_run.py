"""Years far from every figure, and figures that contradict each other, are told."""

from types import SimpleNamespace

import numpy as np

from measure87.combine.inputs import figure_table
from measure87.disseminate.pages.world.warnings import first_warnings
from measure87.disseminate.pages.world.world_words import world_words
from measure87.study.world.run_warnings import far_warnings, pair_warnings
from tests.combine.adjustment.test_selection import row
from tests.disseminate.pages.world.invented_account import about
from tests.disseminate.pages.world.invented_world import InventedWorld
from tests.study.world.said_by_code import said_by_code


def fitted(*years, name="work", base=None):
    """What the warnings ask of a measure that was estimated."""
    settings = SimpleNamespace(name=name, label="Work", base=base, beyond=None)
    figures = SimpleNamespace(year=np.array(years))
    return SimpleNamespace(settings=settings, given=SimpleNamespace(figures=figures))


def test_a_year_that_is_far_from_every_figure_is_told():
    (found,) = far_warnings(2050, 10, [fitted(2004, 2019)])
    assert found.text == (
        "Work: no figure is of a year within 10 years of 2050; the nearest is of 2019, and nothing "
        "is known of what happened between"
    )
    assert said_by_code(found, "work", "Work") == found.text
    assert list(far_warnings(2029, 10, [fitted(2004, 2019)])) == []
    assert list(far_warnings(2050, None, [fitted(2004, 2019)])) == []


def test_it_stands_above_the_figures_and_other_warnings_do_not():
    (far,) = far_warnings(1960, 10, [fitted(1990)])
    run = about(InventedWorld(countries=12), warnings=[far, {"code": "other", "text": "Other."}])
    assert first_warnings(run, world_words("en")) == [far.text]


def test_a_pair_that_contradicts_itself_is_told_with_country_measures_and_values():
    table = figure_table(
        [row(measure="work", estimate=0.056), row(measure="hazard", estimate=0.3, se=None)]
    )
    given = SimpleNamespace(figures=table)
    (found,) = pair_warnings(given, [fitted(2016), fitted(2016, name="hazard", base="work")])
    assert found.text == (
        "Work: the figure of Kenya of 2016 is left out, for it contradicts that of Work of the "
        "same survey: 30 % beside 5.6 %"
    )
    assert found.values["country"] == "KEN"
