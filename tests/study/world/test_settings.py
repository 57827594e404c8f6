"""Settings of a world estimate: what they hold, and what they must not."""

import pytest

from measure87.simulate.world import invent_world, write_world
from measure87.study.world.beforehand import check_beforehand
from measure87.study.world.inputs import read_inputs
from measure87.study.world.settings import read_world_settings
from measure87.vocabulary.errors import Measure87Error, RefusedError, StudyError, UsageError
from tests.study.world.made_world import (
    BASE,
    BASE_TABLE,
    INNER,
    INNER_TABLE,
    SETTINGS,
    write_made_world,
)

HEAD = "year = 2016\nseed = 3\n"
DHS = 'source_type = "dhs"'


def changed(folder, old, new):
    assert old in SETTINGS
    return write_made_world(folder, SETTINGS.replace(old, new, 1))


def begun(config):
    """Everything that comes before the model is run."""
    settings = read_world_settings(config)
    check_beforehand(settings, config.parent / "out")
    read_inputs(settings)


def refused(folder, old, new, error=StudyError):
    config = changed(folder, old, new)
    with pytest.raises(error) as caught:
        begun(config)
    assert caught.value.hint
    return caught.value


def test_settings_are_read_as_they_stand(tmp_path):
    settings = read_world_settings(write_made_world(tmp_path))
    check_beforehand(settings, tmp_path / "not" / "there" / "yet")
    assert settings.years == (2016, 2016)
    assert not settings.trend
    assert settings.measures[0].asked.ages == ((5, 17),)
    assert settings.target.target.share == 0.05
    names = ["world.toml", "figures.csv", "population.csv", "regions.csv"]
    assert [path.name for path in settings.files] == names


@pytest.mark.parametrize(
    ("old", "new", "text", "hint"),
    [
        ("consultation = true", "consultations = true", "'consultations' is not known", "did you"),
        ("schema = 1", "schema = 2", "schema 2 is not known", "schema = 1"),
        ('"figures.csv"', '"figurs.csv"', "there is no file 'figurs.csv'", "counted from"),
        ('"regions.csv"', '"region.csv"', "there is no file 'region.csv'", "counted from"),
        ('"regions.csv"', '"regions.csv"\nregions = "sdg"', "are both there", "keep the one"),
        ('regions_file = "regions.csv"', 'regions = "un"', "no region set 'un'", "sdg"),
        ('topic = "child_labour"', 'topic = "forced"', "'topic' is 'forced'", "forced_labour"),
        (HEAD, HEAD + 'language = "xx"\n', "no reports and tables in 'xx'", "languages: "),
        (HEAD, "year = 16\nseed = 3\n", "'year' is 16", "from 1950 to 2100"),
        (HEAD, HEAD + "years = [2010, 2016]\n", "'years' needs a trend", "trend = true"),
        (HEAD, "trend = true\nyears = [2016, 2010]\n", "'years' is [2016, 2010]", "first and the"),
        (HEAD, "trend = true\n", "'years' is []", "first and the"),
        (HEAD, "year = 2020\ntrend = true\nyears = [2010, 2016]\n", "'year' is 2020", "2016"),
        (HEAD, HEAD + 'sexes = ["female"]\n', "'sexes' is ['female']", "everybody"),
        (HEAD, HEAD + "ages = []\n", "'ages' is []", "each group begins"),
        (HEAD, HEAD + "ages = [[5, 11], [13, 17]]\n", "'ages' is [[5, 11], [13, 17]]", "begins"),
        (HEAD, HEAD + "ages = [[5], [12, 17]]\n", "'ages' is [[5, None]", "may be open"),
        (HEAD, HEAD + "ages = [[17, 5]]\n", "'ages' is [[17, 5]]", "groups of ages"),
        (HEAD, HEAD + "level = 1.0\n", "'level' is 1.0", "below 1"),
    ],
)
def test_a_wrong_setting_is_named_with_its_value_and_what_to_write(tmp_path, old, new, text, hint):
    found = refused(tmp_path, old, new)
    assert text in found.text
    assert hint in found.hint
    assert found.exit_status == 1


@pytest.mark.parametrize(
    ("table", "line", "text"),
    [
        ("model", "warm_up = 10", "'warm_up' is not known"),
        ("model", "effective_n = 0", "'effective_n' is 0"),
        ("model", "fewest_cases = -1", "'fewest_cases' is -1"),
        ("model", "recall_sd = true", "'recall_sd' is True"),
        ("model", 'reference_source = "micss"', "'reference_source' is 'micss'"),
        ("model", "other_ages = [[5, 17]]", "ages stand twice"),
        (
            "model",
            'source_effects = [{ name = "x", sd = 0.1 }]',
            "'x' is a source effect of every figure",
        ),
        (
            "model",
            'source_effects = [{ name = "x", sd = 0.1, surce = "y" }]',
            "'surce' is not known",
        ),
        ("model", 'source_effects = [{ name = "x", source = "y" }]', "'sd' is missing"),
        ("model", 'source_effects = [{ name = "x", sd = 0.1, year = "y" }]', "'year' is 'y'"),
        ("publication", "maximum_years_away = -1", "'maximum_years_away' is -1"),
        ("target", "estimate_from = 2000", "'estimate_from' is not known"),
        ("target", 'rates = [{ name = "fast" }]', "'fast' has no rate"),
        ("target", 'rates = [{ name = "fast", rate = 1.5 }]', "has a rate of 1.5"),
        ("validation", 'regression = ["gdp"]', "'gdp' of the regression is not used"),
        ("validation", "folds = 1", "'folds' is 1"),
        ("gather", 'fundin = "x"', "'fundin' is not known"),
        ("inputs.made_up", 'unit = "percent"', "'unit' is not known"),
        (f"measures.{BASE}", 'reference_source = "micss"', "'reference_source' is 'micss'"),
        (f"measures.{BASE}", 'crosswalk = [{ measure = "b", highr = true }]', "'highr' is not"),
        (f"measures.{BASE}", f'crosswalk = [{{ measure = "{BASE}" }}]', "stands twice"),
        (
            f"measures.{BASE}",
            'crosswalk = [{ measure = "b", same_at = [[15, 17]] }]',
            "b: same_at has [15, 17]",
        ),
        (
            f"measures.{BASE}",
            'crosswalk = [{ measure = "b", same_at = [[5, 17]] }]',
            "the same at all ages",
        ),
        (f"measures.{BASE}", 'crosswalk = [{ measure = "b", same_at = 15 }]', "'same_at' is 15"),
        (f"measures.{BASE}", 'flow = [{ measure = "f", log_sd = 0.1 }]', "'mean_days' is missing"),
        (f"measures.{BASE}", 'flow = [{ measure = "f", mean_days = -1, log_sd = 1 }]', "is -1"),
        ("model", f"source_bias = [{{ {DHS}, sd = 0.2 }}]", "'mean' is missing"),
        ("model", f"source_bias = [{{ {DHS}, mean = -1 }}]", "'sd' is missing"),
        ("model", f"source_bias = [{{ {DHS}, mean = -1, sd = 0 }}]", "'sd' is 0"),
        ("model", f'source_bias = [{{ {DHS}, mean = "low", sd = 1 }}]', "'mean' is 'low'"),
        ("model", f"source_bias = [{{ {DHS}, mean = -1, sd = 1 }}]", "'why' is missing"),
        ("model", 'source_bias = [{ source_type = "dhss" }]', "'mean' is missing"),
        (
            "model",
            'source_bias = [{ source_type = "dhss", mean = 0, sd = 1, why = "x" }]',
            "'dhss'",
        ),
        (
            f"measures.{BASE}",
            f'source_bias = [{{ {DHS}, mean = 0, sd = 1, why = "x" }}, '
            f'{{ {DHS}, mean = 1, sd = 1, why = "y" }}]',
            "the bias of dhs is stated twice",
        ),
    ],
)
def test_a_wrong_line_in_a_table_is_the_fault_of_the_settings(tmp_path, table, line, text):
    found = refused(tmp_path, f"[{table}]\n", f"[{table}]\n{line}\n")
    assert text in found.text
    assert found.exit_status == 1


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ('label = "Edition of 2012"\nyear = 2012', 'label = "b"\nyear = 2016', "two editions"),
        ("value = 0.125", "value = 12.5", "'value' is 12.5"),
        ("value = 0.125\n", "", "'value' is None"),
        ("value = 0.125\nages = [5, 17]", "value = 0.125", "'ages' is None"),
        ("value = 0.125\nages = [5, 17]", "value = 0.125\nages = [17, 5]", "'ages' is [17, 5]"),
        ("value = 0.125\nages = [5, 17]", "value = 0.125\nages = 5", "'ages' is 5"),
        ("value = 0.125", 'value = 0.125\nstatistic = "rate"', "'statistic' is 'rate'"),
        ("value = 0.125", 'value = 0.125\nplce = "WORLD"', "'plce' is not known"),
        ('source = "INVENTED report"\n', "", "'source' is missing"),
    ],
)
def test_an_edition_that_cannot_be_is_named_with_what_is_wrong(tmp_path, old, new, text):
    assert text in refused(tmp_path, old, new).text


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("year = 2020", "year = 2016", "'year' has 2016, which does not come after 2016"),
        ("[2018, 2020]", "[2010]", "'projected_years' has 2010"),
        ("share = 0.05\nyear = 2020\n", "", "required_rate needs a target"),
        ("share = 0.05\n", "", "neither share nor persons"),
        ("share = 0.05\n", "share = 1.5\n", "a share of 1.5 cannot be"),
        ("projected_years = [2018, 2020]\n", "", "no projected_years"),
        ('scenarios = ["constant_share", "required_rate"]\n', "", "neither scenarios nor rates"),
        ('"required_rate"', '"required"', "'required' has a rate of None"),
        ("[[2012, 2016]]", "[[2012]]", "'changes' is [[2012]]"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_before_anything_is_sampled(tmp_path, old, new, text):
    assert text in refused(tmp_path, old, new).text


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("changes = [[2012, 2030]]", "'changes' has [2012, 2030]"),
        ("changes = [[2014, 2012]]", "'changes' has [2014, 2012]"),
        ("estimated_from = 2016", "'estimated_from' is 2016"),
        ('scenarios = ["same_rate"]', "same_rate needs estimated_from"),
    ],
)
def test_with_a_trend_the_years_of_a_plan_lie_within_those_estimated(tmp_path, line, text):
    head, rest = SETTINGS.split("[target]")
    head = head.replace(HEAD, "year = 2016\ntrend = true\nyears = [2010, 2016]\n")
    plan = f"[target]\n{line}\nprojected_years = [2020]\n"
    if "scenarios" not in line:
        plan += 'scenarios = ["constant_share"]\n'
    config = write_made_world(
        tmp_path, head + plan + "[validation]" + rest.split("[validation]")[1]
    )
    with pytest.raises(StudyError) as caught:
        check_beforehand(read_world_settings(config), tmp_path / "out")
    assert text in caught.value.text


@pytest.mark.parametrize(
    ("tables", "text"),
    [
        ("", "no measure is asked for"),
        (INNER_TABLE, f"{INNER} is nested with {BASE}"),
        (BASE_TABLE + INNER_TABLE + f'beyond = "{BASE}"\n', f"{INNER} is nested with {BASE}"),
        (
            BASE_TABLE + INNER_TABLE + INNER_TABLE.replace(INNER, "worse").replace(BASE, INNER),
            f"worse is nested with {INNER}",
        ),
        (
            BASE_TABLE + INNER_TABLE + 'crosswalk = [{ measure = "b" }]\n',
            "has a crosswalk, a flow or a bias",
        ),
    ],
)
def test_measures_are_nested_with_one_that_is_estimated_by_itself(tmp_path, tables, text):
    assert text in refused(tmp_path, BASE_TABLE, tables).text


def test_a_country_without_national_data_never_gets_a_figure_of_forced_labour(tmp_path):
    text = SETTINGS.replace('topic = "child_labour"', 'topic = "forced_labour"')
    settings = read_world_settings(write_made_world(tmp_path / "a", text))
    assert settings.publication.own_figures_only
    text = text.replace(
        "[publication]\n", "[publication]\ncountries_with_own_figures_only = false\n"
    )
    with pytest.raises(StudyError, match="a country without national data"):
        read_world_settings(write_made_world(tmp_path / "b", text))


def test_a_bias_stated_of_a_measure_comes_before_that_of_all_and_nested_ones_have_none(tmp_path):
    other = '[measures.other]\nlabel = "Other"\ndefinition = "invented"\n'
    line = 'source_bias = [{{ {0}, mean = {1}, sd = 0.2, why = "a study" }}]\n'.format
    tables = BASE_TABLE + line(DHS, -0.5) + other + INNER_TABLE
    text = SETTINGS.replace(BASE_TABLE, tables).replace("[model]\n", "[model]\n" + line(DHS, 0.1))
    settings = read_world_settings(write_made_world(tmp_path, text))
    means = {one.name: [b.mean for b in one.asked.source_bias] for one in settings.measures}
    assert means == {BASE: [-0.5], "other": [0.1], INNER: []}


@pytest.mark.parametrize("name", ["objectives", "funding", "interpretation", "limitations"])
def test_a_text_of_the_statement_that_is_not_written_is_asked_for_by_name(tmp_path, name):
    line = next(one for one in SETTINGS.splitlines() if one.startswith(f"{name} = "))
    for new in ("", f'{name} = "TODO"\n'):
        found = refused(tmp_path, line + "\n", new, RefusedError)
        assert found.code == "gather-incomplete"
        assert name in found.text
        assert f'{name} = "..."' in found.hint


def test_an_estimate_that_nobody_validates_is_not_begun(tmp_path):
    found = refused(tmp_path, "countries = true", "countries = false", RefusedError)
    assert found.code == "gather-incomplete"
    assert "items 11 and 12" in found.text


def test_an_estimate_is_never_written_among_its_inputs(tmp_path):
    settings = read_world_settings(write_made_world(tmp_path))
    with pytest.raises(StudyError, match="among its inputs") as caught:
        check_beforehand(settings, tmp_path / "x" / "..")
    assert caught.value.code == "output-is-input"


def test_a_folder_that_cannot_be_made_is_told_before_anything_is_sampled(tmp_path):
    settings = read_world_settings(write_made_world(tmp_path))
    with pytest.raises(StudyError, match="cannot be made"):
        check_beforehand(settings, tmp_path / "figures.csv" / "out")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ('{ reason = "old" }', "names nothing"),
        ('{ country = "KEN" }', "'reason' is missing"),
        ('{ reason = "old", year = "2016" }', "'year' is '2016'"),
        ('{ reason = "old", contry = "KEN" }', "'contry' is not known"),
        ('{ reason = "old", country = "VNM" }', "no included figure has country VNM"),
    ],
)
def test_an_exclusion_that_means_nothing_is_refused(tmp_path, line, text):
    found = refused(tmp_path, HEAD, HEAD + f"exclude = [{line}]\n", Measure87Error)
    assert text in found.text
    assert found.exit_status == 1


@pytest.mark.parametrize(
    ("layout", "text"),
    [
        ("{}", "names no column of values"),
        ('{ values = { both = "B" }, ages = [] }', "'ages' has 0 groups"),
        ('{ values = { both = "B" }, first_row = "2" }', "'first_row' is '2'"),
        ('{ values = { all = "B" } }', "'all' is not known"),
        ('{ valus = { both = "B" } }', "'valus' is not known"),
        ('{ values = { both = "?" } }', "'?'"),
    ],
)
def test_the_layout_of_a_table_of_unicef_is_read_strictly(tmp_path, layout, text):
    new = f'file = "figures.csv"\nformat = "unicef"\nmeasure = "{BASE}"\ndefinition = "x"\n'
    found = refused(tmp_path, 'file = "figures.csv"\n', f"{new}layout = {layout}\n")
    assert text in found.text
    assert found.exit_status == 1


@pytest.mark.parametrize("topic", ["child-labour", "forced-labour"])
def test_the_settings_beside_an_invented_world_are_fit_to_be_run(tmp_path, topic):
    written = write_world(invent_world(2, topic=topic, countries=20, years=6, surveys=30), tmp_path)
    configs = [tmp_path / one.name for one in written if one.name.endswith(".toml")]
    assert len(configs) == {"child-labour": 3, "forced-labour": 1}[topic]
    for config in configs:
        begun(config)


ERRORS = """[model]
survey_error = [
  { sd = 0.3, why = "invented" },
  { source_type = "mics", sd = 0.2, why = "invented" },
]
"""


def test_survey_errors_are_stated_by_kind_of_source_and_nested_measures_take_none_over(tmp_path):
    own = f'survey_error = [{{ source_type = "mics", sd = 0.1, why = "invented" }}]\n{INNER_TABLE}'
    settings = SETTINGS.replace(BASE_TABLE, BASE_TABLE + own).replace("[model]\n", ERRORS)
    base, inner = read_world_settings(write_made_world(tmp_path, settings)).measures
    stated = [(one.source_type, one.sd) for one in base.asked.survey_error]
    assert stated == [("mics", 0.1), ("", 0.3)]
    assert inner.asked.survey_error == ()


@pytest.mark.parametrize(
    ("errors", "text"),
    [
        ('{ source_type = "mics", sd = 0.0, why = "x" }', "'sd' is 0"),
        ('{ source_type = "mikcs", sd = 0.2, why = "x" }', "'source_type' is 'mikcs'"),
        ('{ source_type = "mics", mean = 0.2, sd = 0.1, why = "x" }', "'mean' is not known"),
        ("{ sd = 0.2 }", "'why'"),
        ('{ sd = 0.2, why = "x" }, { sd = 0.3, why = "y" }', "all kinds of source is stated twice"),
    ],
)
def test_a_survey_error_that_cannot_be_is_named(tmp_path, errors, text):
    found = refused(
        tmp_path, "[model]\n", f"[model]\nsurvey_error = [{errors}]\n", (StudyError, UsageError)
    )
    assert text in found.text
