"""Which figures of an invented world enter the model in the study."""

import numpy as np
import pytest

from measure87.combine.adjustment.asked import Asked, ErrorRules, Flow
from measure87.combine.adjustment.model_figures import model_figures
from measure87.combine.inputs import read_figures, read_population
from measure87.combine.model.design import design_of
from measure87.simulate.world import invent_world, write_world
from tests.recovery.worlds_fit import ADULTS, CHILD_LABOUR, prepared


def served(topic, asked, folder):
    write_world(invent_world(1, topic=topic, countries=60, surveys=90), folder)
    countries = read_population(folder / "population.csv").countries
    return model_figures(read_figures(folder / "figures.csv"), asked, countries, ErrorRules())


def test_totals_with_and_without_chores_enter_with_their_recall_and_their_proxies(tmp_path):
    made = served("child-labour", CHILD_LABOUR, tmp_path)
    used = made.table.filter("used")
    assert set(used["measure"]) == {"child_labour_sdg_a", "child_labour_sdg_b"}
    assert set(used["sex"]) == {"both"}
    assert made.source_types[0] == "child_labour_survey"
    assert made.adjustments == ("recall period, tenfold", "answers by proxy")
    assert len(used) == made.figures.n > 60


def test_stocks_and_flows_of_adults_enter_and_detected_cases_do_not(tmp_path):
    flow = Flow("forced_labour_private", 600.0, 0.1)
    asked = Asked("forced_labour_private_stock", ages=(ADULTS,), flows=(flow,))
    made = served("forced-labour", asked, tmp_path)
    used = made.table.filter("used")
    assert set(used["measure"]) == {"forced_labour_private", "forced_labour_private_stock"}
    assert set(used["source_type"]) <= {"forced_labour_survey", "lists", "scale_up"}
    assert used["age_to"].is_null().all()
    assert made.figures.counted.any()
    reasons = made.table["why_not"].drop_nulls()
    assert reasons.str.contains("detected cases").any()


@pytest.mark.parametrize("topic", ["child-labour", "forced-labour"])
def test_the_models_of_a_topic_can_be_laid_out_from_the_files_alone(topic, tmp_path):
    write_world(invent_world(2, topic=topic, countries=60, surveys=150), tmp_path)
    models = prepared(topic, tmp_path)
    assert len(models) == (1 if topic == "child-labour" else 3)
    for one in models:
        design = design_of(one.made.figures, one.given.hierarchy, one.parts)
        assert design.hierarchy.covariates.shape == (60, 4)
        assert np.isfinite(design.hierarchy.covariate_covariance).all()
        assert design.parts.trend == (topic == "child-labour")
