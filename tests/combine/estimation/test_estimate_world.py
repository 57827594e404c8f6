"""The top function of the room: figures in memory in, estimates that add up draw by draw out."""

import numpy as np
import polars as pl
import pytest

from measure87.combine.adjustment.asked import Asked
from measure87.combine.aggregation.coverage import CoverageRule
from measure87.combine.aggregation.tables import Findings, frame_of
from measure87.combine.estimate import WorldFindings, _require_something, estimate_world
from measure87.combine.estimation import fitting
from measure87.combine.estimation.figure_rows import unused_rows
from measure87.vocabulary.combined import (
    COMBINED_CHANGES,
    COMBINED_ESTIMATES,
    COMBINED_REFUSALS,
)
from measure87.vocabulary.errors import RefusedError
from measure87.vocabulary.progress import progress_to
from tests.combine.estimation.made_questions import (
    DRAWS,
    MEASURE,
    PEOPLE,
    REGIONS,
    SHARES,
    YEAR,
    Asking,
    Measure,
    Publication,
    Target,
    inputs,
    scales_without_sampling,
)


@pytest.fixture(autouse=True)
def without_sampling(monkeypatch):
    monkeypatch.setattr(fitting, "draw_scales", scales_without_sampling)


def shares(found):
    return found.estimates.rows.filter(statistic="share", sex="both")


def drawn(found):
    """Draws of shares by place."""
    return {row["place"]: np.array(row["draws"]) for row in found.draws.iter_rows(named=True)}


def test_sums_are_means_of_their_countries_weighted_with_their_people_in_every_draw():
    found = estimate_world(inputs(), Asking())
    draws = drawn(found)
    assert {len(one) for one in draws.values()} == {DRAWS}
    for place, codes in {**REGIONS, "WORLD": tuple(PEOPLE)}.items():
        known = [code for code in codes if code in SHARES]
        people = np.array([PEOPLE[code] for code in known])
        naive = sum(n * draws[code] for n, code in zip(people, known, strict=True)) / people.sum()
        np.testing.assert_allclose(draws[place], naive, rtol=1e-6)  # draws are kept as float32
        value = shares(found).filter(place=place)["value"][0]
        assert value == pytest.approx(naive.mean(), rel=1e-6)


def test_countries_with_figures_lie_near_them_and_those_that_nothing_is_known_of_are_refused():
    found = estimate_world(inputs(), Asking())
    rows = {row["place"]: row for row in shares(found).to_dicts()}
    for code, published in SHARES.items():
        assert rows[code]["lower"] < published < rows[code]["upper"], code
        assert rows[code]["basis"] == "own_figures"
    unknown = set(PEOPLE) - set(SHARES)
    assert not unknown & set(rows)
    assert set(found.refused.filter(code="no-covariates")["place"]) == unknown


def test_the_same_questions_give_the_same_numbers_and_another_seed_gives_others():
    first, again = (estimate_world(inputs(), Asking()) for _ in range(2))
    assert first.estimates.rows.equals(again.estimates.rows)
    assert first.figures.equals(again.figures)
    other = estimate_world(inputs(), Asking().but(seed=2))
    assert not first.estimates.rows.equals(other.estimates.rows)


def test_every_figure_stands_beside_the_model_or_says_why_it_does_not_serve():
    given = inputs()
    more = inputs({"ZZA": 0.3}, "another_measure")
    frames = pl.concat([given.figures.frame, more.figures.frame])
    both = type(given)(**{**vars(given), "figures": type(given.figures)(frames)})
    found = estimate_world(both, Asking())
    served = found.figures.filter(serves=MEASURE)
    assert served["country"].to_list() == list(SHARES)
    assert served["fitted"].is_between(0, 1).all()
    left = found.figures.filter(measure="another_measure")
    assert left["reason"].to_list() == ["a measure that was not asked for"]


def test_while_it_runs_it_is_told_which_share_of_the_measures_is_estimated():
    given, more = inputs(), inputs(SHARES, "another_measure")
    frames = pl.concat([given.figures.frame, more.figures.frame])
    both = type(given)(**{**vars(given), "figures": type(given.figures)(frames)})
    other = Measure("another_measure", "Another", asked=Asked("another_measure"))
    told = []
    with progress_to(lambda task, share: told.append((task, share))):
        estimate_world(both, Asking().but(measures=(Measure(), other)))
    begun = [share for task, share in told if task.startswith("estimating")]
    assert begun == [0.0, 0.5]
    assert all(0.0 <= share <= 1.0 for _, share in told)


def test_what_cannot_be_answered_is_refused_with_its_reason_and_does_not_stop_the_rest():
    found = estimate_world(inputs(), Asking().but(target=Target(changes=((2012, 2016),))))
    assert found.changes.rows.is_empty()
    assert any("change 2012 to 2016" in text for text in found.refused["text"])
    assert not found.estimates.rows.is_empty()


def test_figures_of_too_few_countries_are_refused_before_anything_is_sampled(monkeypatch):
    monkeypatch.setattr(fitting, "draw_scales", None)
    few = {code: SHARES[code] for code in list(SHARES)[:4]}
    with pytest.raises(RefusedError, match="too few to estimate all others from: 4") as refused:
        estimate_world(inputs(few), Asking())
    assert refused.value.where == f"nowhere.toml [measures.{MEASURE}]"


def test_a_sum_of_too_little_of_its_people_is_not_published():
    strict = Publication(minimum_population_share=0.9)
    found = estimate_world(inputs(), Asking().but(publication=strict))
    assert not set(shares(found)["place"]) & {*REGIONS, "WORLD"}
    assert {*REGIONS, "WORLD"} <= set(found.refused["place"])
    assert found.rule.minimum_population_share == 0.9


def refusals(*texts):
    """Rows of what is refused, in this order."""
    about = {"measure": MEASURE, "place_kind": "world", "place": "WORLD", "code": "made-up"}
    return frame_of(COMBINED_REFUSALS, [{**about, "text": text} for text in texts])


def test_what_is_refused_is_told_once_in_the_order_in_which_it_was_found():
    nothing = frame_of(COMBINED_ESTIMATES, [])
    texts = [f"reason {n}" for n in range(300, 0, -1)]
    found = WorldFindings(
        fitted=(), trusts=(), rule=CoverageRule(),
        estimates=Findings(nothing, refusals(*texts[:200], *texts[:50])),
        changes=Findings(frame_of(COMBINED_CHANGES, []), refusals(*texts[100:])),
        figures=nothing, moves=[], draws=nothing, editions={},
    )  # fmt: skip
    assert found.refused["text"].to_list() == texts


def test_an_estimate_of_which_nothing_may_be_published_is_refused_with_the_first_reason():
    nothing = frame_of(COMBINED_ESTIMATES, [])
    _require_something(Findings(frame_of(COMBINED_ESTIMATES, [{"value": 0.1}]), refusals()))
    with pytest.raises(RefusedError, match="no estimate may be published: too few") as caught:
        _require_something(Findings(nothing, refusals("too few", "too old")))
    assert caught.value.code == "made-up"
    with pytest.raises(RefusedError, match="no estimate may be published: there is none") as caught:
        _require_something(Findings(nothing, refusals()))
    assert caught.value.code == "nothing-to-publish"


def test_a_country_whose_figures_are_old_covers_nobody_and_others_beside_it_do():
    """Zonia's only figure is of 30 years before: of 10 million in the east 5 are covered."""
    given = inputs()
    old = inputs({"ZZA": SHARES["ZZA"]}).figures.frame.with_columns(pl.lit(YEAR - 30).alias("year"))
    rest = given.figures.frame.filter(pl.col("country") != "ZZA")
    frames = pl.concat([rest, old.select(rest.columns).cast(rest.schema)])
    both = type(given)(**{**vars(given), "figures": type(given.figures)(frames)})
    loose = Publication(minimum_population_share=0.0)
    rows = shares(estimate_world(both, Asking().but(publication=loose)))
    row = rows.filter(place="EAST").row(0, named=True)
    covered = PEOPLE["ZZB"] + PEOPLE["ZZC"]
    assert row["coverage"] == pytest.approx(covered / sum(PEOPLE[code] for code in REGIONS["EAST"]))
    assert row["n_countries_with_figures"] == 2


def test_summing_begins_with_nothing_done():
    told = []
    with progress_to(lambda task, share: told.append((task, share))):
        estimate_world(inputs(), Asking())
    assert ("summing", 0.0) in told


def test_figures_of_measures_that_nobody_asked_for_are_included_nowhere():
    more = inputs({"ZZA": 0.3}, "another_measure").figures
    found = unused_rows(more, ())
    assert found["included"].to_list() == ["false"]
