"""Which figures of an invented world enter the model in the study."""

import numpy as np
import pytest

from measure87.combine.adjustment.model_figures import model_figures
from measure87.simulate.world import invent_world, write_world
from tests.recovery.worlds_fit import Effort, prepared


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory):
    """By topic: each measure's settings and inputs, and the figures that the model would get."""
    found = {}
    for topic in ("child-labour", "forced-labour"):
        folder = tmp_path_factory.mktemp(topic)
        write_world(invent_world(1, topic=topic, countries=60, surveys=90), folder)
        found[topic] = [
            (one, model_figures(one.inputs.figures, one.settings.measures[0].asked,
                                one.inputs.countries, one.settings.model.errors))
            for one in prepared(folder, 7, Effort(10, 20, 2, 30))
        ]  # fmt: skip
    return found


def test_totals_with_and_without_chores_enter_with_their_recall_and_their_proxies(laid_out):
    ((_, made),) = laid_out["child-labour"]
    used = made.table.filter("used")
    assert set(used["measure"]) == {"child_labour_sdg_a", "child_labour_sdg_b"}
    assert set(used["sex"]) == {"both"}
    assert made.source_types[0] == "child_labour_survey"
    assert made.adjustments == ("recall period, tenfold", "answers by proxy")
    assert len(used) == made.figures.n > 60


def test_stocks_and_flows_of_adults_enter_and_detected_cases_do_not(laid_out):
    for one, made in laid_out["forced-labour"]:
        used = made.table.filter("used")
        flow = one.measure.removesuffix("_stock")
        assert set(used["measure"]) == {flow, one.measure}
        assert set(used["source_type"]) <= {"forced_labour_survey", "lists", "scale_up"}
        assert used["age_to"].is_null().all()
        assert made.figures.counted.any()
        assert made.table["why_not"].drop_nulls().str.contains("detected cases").any()
        # What surveys miss is stated; nothing else is held to be without bias.
        assert made.source_types[0] == "forced_labour_survey"
        assert made.known_sources == (0,)
        assert "bias of forced_labour_survey" in made.adjustments


def test_seed_effort_countries_and_covariates_are_those_of_the_study(laid_out):
    for topic, models in laid_out.items():
        for one, _ in models:
            assert one.settings.seed == 7
            assert (one.settings.model.warmup, one.settings.model.kept_draws) == (10, 30)
            assert one.settings.trend == (topic == "child-labour")
            assert len(one.inputs.countries) == 60
            assert one.layout.hierarchy.covariates.shape == (60, 4)
            assert np.isfinite(one.layout.hierarchy.covariate_covariance).all()
