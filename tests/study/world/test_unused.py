"""Settings that no figure answers to are told: a misspelt name must not pass in silence."""

from types import SimpleNamespace

import pytest

from measure87.combine.adjustment.model_figures import model_figures
from measure87.study.world.inputs import read_inputs
from measure87.study.world.run_warnings import unplaced_codes
from measure87.study.world.settings import read_world_settings
from measure87.study.world.unused import unused_warnings
from tests.study.world.made_world import (
    BASE,
    BASE_TABLE,
    SETTINGS,
    SURVEYED,
    figure,
    figure_rows,
    write_figures,
    write_made_world,
)

OTHER = "child_labour_national"
ROWS = [*figure_rows(), *(figure(c, OTHER, 0.2, source="B", note="by phone") for c in SURVEYED[:3])]


def told(folder, *, measure="", model="", rows=ROWS, name=BASE):
    """What is told of unused settings."""
    text = SETTINGS.replace(BASE_TABLE, BASE_TABLE.replace(BASE, name) + measure)
    config = write_made_world(folder, text.replace("[model]\n", f"[model]\n{model}\n"))
    write_figures(folder, rows)
    settings = read_world_settings(config)
    inputs = read_inputs(settings)
    errors = settings.model.errors
    fitted = [
        SimpleNamespace(
            settings=one,
            given=model_figures(inputs.figures, one.asked, inputs.countries, errors),
        )
        for one in settings.measures
    ]
    found = unused_warnings(settings, inputs, fitted)
    # Nothing is asked of hazardous work, which the files have too.
    return [one.text for one in found if one.code != "measures-not-asked-for"]


CROSSWALK = f'crosswalk = [{{ measure = "{OTHER}" }}]\n'


def test_what_is_used_is_not_warned_of(tmp_path):
    model = f"""source_effects = [{{ name = "phone", sd = 0.2, measure = "{OTHER}" }}]
recall_days = 7
reference_source = "mics\""""
    assert told(tmp_path, measure=CROSSWALK, model=model) == []


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        (
            {"measure": CROSSWALK.replace("national", "natoinal")},
            "Child labour, invented: the crosswalk from child_labour_natoinal fits no figure, for "
            "no file has a measure of that name (did you mean child_labour_national",
        ),
        (
            {"measure": 'flow = [{ measure = "ever", mean_days = 90, log_sd = 0.2 }]\n'},
            "the flow of ever fits no figure",
        ),
        (
            # A flow without a recall period is left out.
            {
                "measure": f'flow = [{{ measure = "{OTHER}", mean_days = 90, log_sd = 0.2 }}]\n',
                "rows": [*figure_rows(), figure("KEN", OTHER, 0.2, recall_days="")],
            },
            f"the flow of {OTHER} is not used, for all 1 figures of it are left out",
        ),
        (
            {"measure": CROSSWALK, "name": "child_labour"},
            "the measure child_labour fits no figure, for no file has a measure of that name "
            f"(did you mean {BASE} or {OTHER}?)",
        ),
        (
            {"model": 'source_effects = [{ name = "phone", sd = 0.2, note = "by telephone" }]'},
            "'phone' is a source effect of no figure: it fits none in the files "
            "(note = 'by telephone')",
        ),
        (
            {"model": f'source_effects = [{{ name = "phone", sd = 0.2, measure = "{OTHER}" }}]'},
            "'phone' is a source effect of no figure: the 3 that it fits are left out",
        ),
        ({"model": "other_ages = [[5, 14]]"}, "no figure of the ages 5-14 is used"),
        (
            {"model": "recall_days = 7", "rows": [figure(c, BASE, 0.1, recall_days="")
                                                  for c in SURVEYED]},
            "no figure that is used tells its recall period",
        ),
        (
            {"model": 'reference_source = "dhs"'},
            "no figure that is used is of the reference_source dhs; mics, the most frequent of "
            "labour_force_survey, mics, is held to be without bias instead",
        ),
    ],
)  # fmt: skip
def test_what_no_figure_answers_to_is_told_with_where_it_stands(tmp_path, settings, text):
    (found,) = told(tmp_path, **settings)
    assert text in found
    assert "world.toml [" in found


def test_a_measure_misspelt_in_the_files_is_told_with_how_many_figures_it_has(tmp_path):
    rows = [*ROWS, figure("GHA", "child_labour_ilcs", 0.2), figure("MLI", "child_labour_ilcs", 0.2)]
    assert told(tmp_path, measure=CROSSWALK, rows=rows) == []
    settings = read_world_settings(tmp_path / "world.toml")
    inputs = read_inputs(settings)
    one = settings.measures[0]
    given = model_figures(inputs.figures, one.asked, inputs.countries, settings.model.errors)
    fitted = [SimpleNamespace(settings=one, given=given)]
    (warning,) = unused_warnings(settings, inputs, fitted)
    assert warning.code == "measures-not-asked-for"
    assert "child_labour_ilcs (2), hazardous_work_icls (14)" in warning.text


def test_each_measure_may_have_a_reference_source_of_its_own(tmp_path):
    """[model] has the common one; figures of it come first among the kinds of source."""
    table = f'[measures.{OTHER}]\nreference_source = "household_survey"\n'
    text = SETTINGS.replace(BASE_TABLE, BASE_TABLE + table)
    text = text.replace("[model]\n", '[model]\nreference_source = "labour_force_survey"\n')
    config = write_made_world(tmp_path, text)
    kinds = ("household_survey", "mics", "mics", "mics")
    rows = [figure(c, OTHER, 0.1, source_type=k) for c, k in zip(SURVEYED, kinds, strict=False)]
    write_figures(tmp_path, figure_rows() + rows)
    settings = read_world_settings(config)
    inputs = read_inputs(settings)
    first = {
        one.name: model_figures(
            inputs.figures, one.asked, inputs.countries, settings.model.errors
        ).source_types[0]
        for one in settings.measures
    }
    assert first == {BASE: "labour_force_survey", OTHER: "household_survey"}


def test_countries_that_no_region_has_and_codes_that_nobody_knows_are_told(tmp_path):
    config = write_made_world(tmp_path)
    write_figures(tmp_path, [*figure_rows(), figure("USA", BASE, 0.1), figure("XKA", BASE, 0.1)])
    inputs = read_inputs(read_world_settings(config))
    assert inputs.without_region == ("USA", "XKA")
    told = {one.code: one.text for one in unplaced_codes(inputs.without_region)}
    assert told["no-region"].endswith("for no region of the set has them: USA")
    assert "no list of countries has them: XKA. Correct them" in told["unknown-codes"]
    assert unplaced_codes(()) == []
