"""What is known of how measures lie in each other is what persons show."""

import importlib.util
import json
from pathlib import Path

import pytest

from measure87.disseminate.gate.tables.known_measures import KnownMeasures, known_measures
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.releases.survey import StatedCriterion, StatedMeasure

MAKER = Path(__file__).parents[2] / "docs" / "reference" / "make_not_nested.py"


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location("make_not_nested", MAKER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.usefixtures("each_expression_once")
def test_the_cases_of_the_definitions_are_among_the_persons(maker):
    told, shown = json.loads(maker.PAGE.read_text("utf-8")), maker.not_nested(seeds=())
    assert told["definitions"] == shown["definitions"]
    for name, family in shown["families"].items():
        assert family["measures"] == told["families"][name]["measures"]
        assert set(family["persons"]) <= set(told["families"][name]["persons"])


@pytest.mark.slow
def test_what_persons_of_a_country_are_is_in_the_file(maker):
    """Of one country of three, the cases included; the whole file is made anew in the proof."""
    told, shown = (
        one["families"]
        for one in (
            json.loads(maker.PAGE.read_text("utf-8")),
            maker.not_nested(seeds=maker.SEEDS[:1]),
        )
    )
    for name, family in shown.items():
        assert set(family["persons"]) <= set(told[name]["persons"]), name
    for name in ("child_labour", "forced_labour"):  # what the country answers beside the cases
        assert len(shown[name]["persons"]) > len(told[name]["persons"]) / 3, name


@pytest.mark.proof
def test_the_file_is_what_the_persons_show(maker):
    told = json.loads(maker.PAGE.read_text("utf-8"))
    assert told == json.loads(json.dumps(maker.not_nested()))


EDITION = "forced_labour/icls20_2018@2018-10-19"
LABOUR = (
    "forced_labour",
    "forced_labour_adults",
    "forced_labour_children",
    "forced_labour_private",
)


def stated(not_asked=(), ages=(5, None)):
    """What a release says of a measure of which some items were not asked."""
    criterion = StatedCriterion(
        criterion="menace", title="means", asked=["CO1"], not_asked=[*not_asked], of=7, stated=""
    )
    return StatedMeasure(
        title="t", definition=EDITION, universe="u", ages=ages, unknown="exclude", headline=True,
        per=100, not_prevalence=False, asked=[criterion], kind="status",
    )  # fmt: skip


def known(*empty, not_asked=(), definition=EDITION):
    measures = {name: stated(not_asked) for name in LABOUR}
    figures = [
        Estimate(name, "proportion", "taylor", value=0.1, n=100, n_cases=0 if name in empty else 9,
                 definition=definition)
        for name in LABOUR
    ]  # fmt: skip
    return known_measures(measures, figures)


def test_what_the_texts_say_is_not_denied():
    """The State forces children too; whoever is in private forced labour is in forced labour."""
    found = known()
    assert found.cannot_nest("forced_labour_children", "forced_labour_private")
    assert not found.cannot_nest("forced_labour_private", "forced_labour")
    assert found.can_be_more("forced_labour", "forced_labour_adults", "forced_labour_private")
    assert not found.can_be_more("forced_labour", "forced_labour_adults", "forced_labour_children")
    assert found.can_share("forced_labour_adults", "forced_labour_private")


def test_where_not_all_items_were_asked_or_the_definition_is_another_nobody_is_known():
    for found in (known(not_asked=("CO2",)), known(definition="national/own@2020-01-01")):
        assert not found.cannot_nest("forced_labour_children", "forced_labour_private")


def test_who_would_be_a_case_of_a_measure_of_nobody_does_not_speak():
    assert not known("forced_labour_private").can_share(
        "forced_labour_adults", "forced_labour_private"
    )


def test_nobody_is_a_case_of_measures_of_other_ages():
    ages = KnownMeasures({"children": (5, 17), "adults": (18, None), "babies": (0, 17)})
    assert ages.cannot_nest("children", "adults")
    assert ages.cannot_nest("adults", "children")
    assert not ages.cannot_nest("children", "babies")
    assert not ages.cannot_nest("children", "others")
