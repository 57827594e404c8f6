"""Of which measures it is asked what moves them, and with which sizes of surveys' errors."""

from types import SimpleNamespace

import pytest

from measure87.combine.estimation import trust as moves
from measure87.combine.estimation.trust import _other_survey_errors, moves_of
from measure87.combine.validation.sensitivity import SURVEY_ERRORS
from measure87.vocabulary.progress import progress_to

QUESTIONS = SimpleNamespace(
    seed=3, model=SimpleNamespace(chains=2, warmup=7, draws=9, target_acceptance=0.8)
)


def draws(stated=(), *, estimated=False):
    """Of figures of two kinds of source."""
    return SimpleNamespace(
        design=SimpleNamespace(
            estimates_survey_errors=estimated,
            parts=SimpleNamespace(survey_errors=stated),
            source_types=2,
        )
    )


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    """What would be sampled: the size of the errors, and the sampler."""
    monkeypatch.setattr(moves, "with_survey_errors", lambda design, sd: (design, sd))
    monkeypatch.setattr(moves, "draw_scales", lambda design, sampler: (*design, sampler))


@pytest.mark.parametrize("stated", [(), ((1, 0.2),)])
def test_where_the_size_of_the_errors_is_set_the_model_is_fitted_with_a_smaller_and_a_larger_one(
    stated,
):
    given = draws(stated)
    found = _other_survey_errors(QUESTIONS, given)
    assert tuple(found) == SURVEY_ERRORS
    for sd, (design, tried, sampler) in found.items():
        assert design is given.design
        assert tried == sd
        assert (sampler.seed, sampler.chains, sampler.warmup, sampler.draws) == (3, 2, 7, 9)


@pytest.mark.parametrize("given", [draws(((0, 0.1), (1, 0.2))), draws(estimated=True)])
def test_where_it_is_stated_of_all_kinds_or_estimated_nothing_is_fitted_again(given):
    assert _other_survey_errors(QUESTIONS, given) == {}


def measure(name, drawn, *, definition=0, within=None, beyond=None):
    return SimpleNamespace(
        settings=SimpleNamespace(name=name, within=within, beyond=beyond),
        draws=drawn,
        definition=definition,
        given=SimpleNamespace(surveys=(f"surveys of {name}",)),
    )


@pytest.fixture
def told(monkeypatch):
    """Every look at what moves, by what is looked at; the first place of a measure is its name."""
    fits = []

    def look(kind):
        return lambda drawn, *more, n, seed, definition: [(kind, drawn, *more, n, seed, definition)]

    monkeypatch.setattr(moves, "prior_sensitivity", look("priors"))
    monkeypatch.setattr(moves, "survey_error_rows", look("errors"))
    monkeypatch.setattr(moves, "survey_influence", look("surveys"))
    monkeypatch.setattr(moves, "_other_survey_errors", lambda _, d: fits.append(d) or {0.1: d})
    nowhere = {"no place"}
    monkeypatch.setattr(
        moves,
        "_places",
        lambda year, one, world: SimpleNamespace(
            names=() if one.settings.name in nowhere else (f"{one.settings.name} {year} {world}",)
        ),
    )
    return fits


FAMILY, OTHER = object(), object()
ASKED_OF = (
    measure("inner", FAMILY),
    measure("outer", FAMILY, definition=1),
    measure("alone", OTHER),
    measure("part", object(), within="inner"),
    measure("more", object(), beyond="inner"),
    measure("no place", object()),
)


@pytest.mark.parametrize(("sensitivity", "influence"), [(True, True), (True, False), (False, True)])
def test_of_every_measure_by_itself_is_asked_what_moves_it_and_a_family_is_fitted_once(
    told, sensitivity, influence
):
    """Nested measures, and those without a place that is published, are not asked of."""
    questions = SimpleNamespace(
        year=2020,
        seed=5,
        validation=SimpleNamespace(sensitivity=sensitivity, influence=influence),
    )
    shown = []
    with progress_to(lambda _, share: shown.append(share)):
        rows = moves_of(questions, ASKED_OF, list("abcdef"))
    kinds = [*(["priors", "errors"] if sensitivity else []), *(["surveys"] if influence else [])]
    asked = {"inner": (FAMILY, 0), "outer": (FAMILY, 1), "alone": (OTHER, 0)}
    assert [(row[0], row[1], row[-1]) for row in rows] == [
        (kind, drawn, definition) for drawn, definition in asked.values() for kind in kinds
    ]
    assert told == ([FAMILY, OTHER] if sensitivity else [])
    assert all(row[-2] == 5 for row in rows)
    assert [row[2] for row in rows if row[0] == "errors"] == [
        {0.1: drawn} for drawn, _ in asked.values() if sensitivity
    ]
    assert set(shown) == {0.0}, "nothing is done when it begins"


def test_other_sizes_of_errors_are_tried_from_the_beginning():
    told = []
    with progress_to(lambda task, share: told.append((task, share))):
        _other_survey_errors(QUESTIONS, draws())
    assert told == [(f"trying survey errors of {sd:g}", 0.0) for sd in SURVEY_ERRORS]
