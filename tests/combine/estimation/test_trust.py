"""Which exercises of validation are run, in which order, and what becomes of what they found."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from measure87.combine.estimation import trust
from measure87.combine.estimation.trust import validate_all
from measure87.combine.validation.exercises import Exercise
from measure87.vocabulary.errors import RefusedError
from measure87.vocabulary.progress import progress_to
from tests.combine.estimation.made_questions import Asking, Measure, Validation

PREDICTED = "what countries are without their own figures"
BEGUN = {
    "countries": "leaving countries out",
    "last_surveys": "leaving last surveys out",
    "sources": "leaving kinds of source out",
}
INPUTS = SimpleNamespace(countries=("ZZA", "ZZB"))
LAYOUT = SimpleNamespace(covariates=("wealth", "mortality"))


@pytest.fixture
def asked(monkeypatch):
    """What was asked of each exercise; each gives a row and a note of its own."""
    told = []

    def exercise(name, **more):
        def run(*about, **how):
            told.append((name, about, how))
            return Exercise(name, rows=[{"exercise": name}], notes=(f"of {name}",), **more)

        return run

    monkeypatch.setattr(trust, "without_countries", lambda *about: told.append(("without", about)))
    monkeypatch.setattr(trust, "leave_out_countries", exercise("countries", predicted=PREDICTED))
    monkeypatch.setattr(trust, "leave_out_last_surveys", exercise("last_surveys", predicted="no"))
    monkeypatch.setattr(trust, "leave_out_source_types", exercise("sources", predicted="no"))
    monkeypatch.setattr(trust, "left_out_shares", lambda *about: {"left_out_expected": about})
    return told


def fitted(name="mine", draws=None, definition=0):
    return SimpleNamespace(
        settings=Measure(name),
        draws=draws or SimpleNamespace(design="design"),
        definition=definition,
        given=SimpleNamespace(figures=SimpleNamespace(n=7), source_types=("mics", "census")),
    )


def questions(**wanted):
    return Asking().but(validation=replace(Validation(level=0.8), **wanted), level=0.95)


@pytest.mark.parametrize(
    "wanted",
    [(), ("countries",), ("last_surveys",), ("sources",), ("last_surveys", "sources"),
     ("countries", "last_surveys", "sources")],
)  # fmt: skip
def test_what_is_asked_for_is_run_and_nothing_else(asked, wanted):
    begun = []
    with progress_to(lambda task, share: begun.append((task, share))):
        (found,) = validate_all(
            questions(**dict.fromkeys(wanted, True)), [fitted()], INPUTS, LAYOUT
        )
    assert [one[0] for one in asked if one[0] != "without"] == list(wanted)
    assert begun == [(BEGUN[name], 0.0) for name in wanted], "nothing is done when it begins"
    assert found.rows == tuple({"measure": "mine", "exercise": name} for name in wanted)
    assert found.notes == tuple(f"of {name}" for name in wanted)
    assert found.not_done == ()


def test_what_countries_are_without_their_figures_stands_beside_these_and_nothing_else_does(asked):
    every = questions(countries=True, last_surveys=True, sources=True)
    (found,) = validate_all(every, [fitted()], INPUTS, LAYOUT)
    assert found.left_out == {"left_out_expected": (PREDICTED, 7, 0.95)}
    (without,) = validate_all(questions(last_surveys=True), [fitted()], INPUTS, LAYOUT)
    assert without.left_out == {}


def test_measures_of_one_model_are_predicted_once_each_under_its_definition(asked):
    draws, other = SimpleNamespace(design="one"), SimpleNamespace(design="other")
    three = [fitted("a", draws), fitted("b", draws, 1), fitted("c", other)]
    found = validate_all(
        questions(countries=True, regression=("mortality",)), three, INPUTS, LAYOUT
    )
    assert [one[0] for one in asked].count("without") == 2
    ran = [how for name, *_, how in asked if name == "countries"]
    assert [one["definition"] for one in ran] == [0, 1, 0]
    assert {one["level"] for one in ran} == {0.8}
    assert {one["regression"] for one in ran} == {(1,)}
    assert [one.rows[0]["measure"] for one in found] == ["a", "b", "c"]


def test_an_exercise_that_cannot_be_done_says_why_and_does_not_stop_the_others(asked, monkeypatch):
    def refuse(*_, **__):
        raise RefusedError("no country has two surveys", code="made-up")

    monkeypatch.setattr(trust, "leave_out_last_surveys", refuse)
    wanted = questions(last_surveys=True, sources=True)
    (found,) = validate_all(wanted, [fitted()], INPUTS, LAYOUT)
    assert found.not_done == ("last_surveys: no country has two surveys",)
    assert [one["exercise"] for one in found.rows] == ["sources"]


def test_a_fit_of_an_exercise_is_refused_where_its_chains_have_not_converged(asked, monkeypatch):
    convergence = SimpleNamespace(refuse_unless_passed=lambda: asked.append(("checked",)))
    made = SimpleNamespace(convergence=convergence)
    monkeypatch.setattr(
        trust, "draw_scales", lambda design, sampler: (made, design, sampler.seed)[0]
    )
    validate_all(questions(sources=True), [fitted()], INPUTS, LAYOUT)
    ((_, about, _),) = asked
    fit = about[2]
    assert fit("another design") is made
    assert asked[-1] == ("checked",)
