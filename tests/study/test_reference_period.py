"""The reference period of a study: required, used for the stock, said with every figure."""

import csv
import io
import json
import math

import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.disseminate.pages.kit.period import flows_with_stock
from measure87.study import check_study, run_study
from measure87.study.running import explain_in_study
from measure87.study.survey.definitions import definition_in_study
from measure87.study.survey.presets import PRESETS
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import Estimate
from tests.disseminate.stated import stated
from tests.study.every_digit import every_digit
from tests.study.module import write_module

FLOW, STOCK = "forced_labour_adults", "forced_labour_adults_stock"


def test_a_study_of_forced_labour_without_a_period_is_told_what_to_write(tmp_path):
    folder = write_module(tmp_path / "s", settings="")
    with pytest.raises(StudyError) as caught:
        check_study(folder)
    assert caught.value.code == "no-reference-period"
    assert caught.value.where == "study.toml [inputs.fl]"
    assert 'reference_period = "12 months"' in str(caught.value.hint)


def test_a_period_that_is_none_is_told_with_examples(tmp_path):
    folder = write_module(tmp_path / "s", settings='reference_period = "a while"\n')
    with pytest.raises(StudyError, match="'reference_period' is 'a while'") as caught:
        check_study(folder)
    assert "lifetime" in str(caught.value.hint)


def test_a_period_of_the_whole_study_holds_for_inputs_that_state_none(tmp_path):
    for own, days in (("", 365), ('reference_period = "5 years"\n', 1826)):
        folder = write_module(tmp_path / f"s{days}", settings=own)
        study = folder / "study.toml"
        stated = 'reference_period = "12 months"\nyear ='
        study.write_text(study.read_text().replace("year =", stated))
        assert check_study(folder).periods["fl"].days == days


def test_the_stock_leads_where_days_are_known_and_is_of_the_surveys_own_days(tmp_path):
    with every_digit():
        result = run_study(write_module(tmp_path / "s"))
    assert [item.name for item in result.estimates][:2] == [STOCK, FLOW]
    assert math.isclose(result.estimates[0].value, 0.09 * 200 / 365)
    about = result.diagnostics.measures
    assert about[FLOW].stock == "first"
    assert about[FLOW].reference_period.days == 365


@pytest.mark.parametrize(("known", "why"), [(72, "first"), (71, "days-unknown")])
def test_the_flow_leads_where_days_are_known_of_fewer_than_80_in_100_cases(tmp_path, known, why):
    result = run_study(write_module(tmp_path / "s", days_known=known))
    about = result.diagnostics.measures
    assert about[FLOW].stock == why
    assert about[STOCK].headline is (why == "first")
    assert result.estimates[0].name == (STOCK if why == "first" else FLOW)


def test_a_lifetime_has_no_stock_and_says_so(tmp_path):
    folder = write_module(tmp_path / "s", settings='reference_period = "lifetime"\n')
    done = CliRunner().invoke(main, ["run", str(folder)])
    assert FLOW in done.stdout
    assert STOCK not in done.stdout
    assert "at any time in life" in done.stdout
    assert "no stock on an average day" in done.stdout


@pytest.mark.parametrize(
    ("language", "period", "unknown", "contained"),
    [
        (
            "en",
            "in the past 12 months",
            "none of their answers is unknown",
            "The figure of the whole period contains the one on an average day",
        ),
        (
            "fr",
            "au cours des 12 derniers mois",
            "aucune de leurs réponses n’est inconnue",
            "Le chiffre de toute la période contient celui d’un jour moyen",
        ),
        (
            "es",
            "en los últimos 12 meses",
            "ninguna de sus respuestas es desconocida",
            "La cifra de todo el período contiene la de un día promedio",
        ),
        (
            "pt",
            "nos últimos 12 meses",
            "nenhuma das suas respostas é desconhecida",
            "O valor de todo o período contém o de um dia médio",
        ),
        (
            "ru",
            "за последние 12 месяцев",
            "неизвестных среди их ответов нет",
            "Цифра за весь период включает цифру на отдельно взятый день",
        ),
        (
            "ar",
            "شهرًا الماضية",
            "ولا توجد بين إجاباتهم إجابة غير معروفة",
            "رقم الفترة كلها يتضمن رقم اليوم المتوسط",
        ),
    ],
)
def test_the_headline_says_period_bounds_and_that_the_flow_contains_the_stock(
    tmp_path, language, period, unknown, contained
):
    settings = 'reference_period = "12 months"\n[disclosure]\nminimum_cases = 3\n'
    folder = write_module(tmp_path / "s", settings=settings)
    text = (folder / "study.toml").read_text()
    (folder / "study.toml").write_text(text.replace("year =", f'language = "{language}"\nyear ='))
    run_study(folder)
    page = (folder / "out" / "report.html").read_text("utf-8")
    assert len([line for line in page.splitlines() if unknown in line and period in line]) == 3
    findings, figures = page.split('id="figures"')
    assert findings.index(unknown) < findings.rindex(unknown) < findings.index(contained)
    assert (findings.count(contained), figures.count(contained)) == (1, 2)


def test_the_flow_contains_no_stock_that_is_not_there_or_not_shown():
    abouts = stated(measures={FLOW: {}, STOCK: {"stock_of": FLOW}}).measures
    flow, stock = (Estimate(name, "proportion", "taylor", value=0.1) for name in (FLOW, STOCK))
    assert flows_with_stock([stock, flow], abouts) == {FLOW}
    assert not flows_with_stock([flow], abouts)
    assert not flows_with_stock([stock], abouts)
    assert not flows_with_stock([flow, stock.suppress("confidential")], abouts)


def test_json_and_csv_say_of_which_figure_a_stock_is(tmp_path):
    folder = write_module(tmp_path / "s")
    assert run_study(folder).diagnostics.measures[STOCK].stock_of == FLOW
    written = (folder / "out" / "estimates.csv").read_text("utf-8")
    told = {row["name"]: row["stock_of"] for row in csv.DictReader(io.StringIO(written))}
    assert (told[STOCK], told[FLOW]) == (FLOW, "")


def test_check_and_define_show_say_the_period(tmp_path):
    folder = write_module(tmp_path / "s")
    said = CliRunner().invoke(main, ["check", str(folder)]).stdout
    assert "fl: asked about what happened in the past 12 months" in said
    payload = json.loads(CliRunner().invoke(main, ["check", str(folder), "--json"]).stdout)
    assert payload["reference_periods"]["fl"]["days"] == 365
    show = ["define", "show", "forced_labour/icls20_2018"]
    for options in (["--study", str(folder)], ["--period", "12 months"]):
        shown = CliRunner().invoke(main, [*show, *options]).stdout
        assert "Reference period: 12 months (365 days), as the survey states" in shown
    assert "the survey's own" in CliRunner().invoke(main, show).stdout
    assert CliRunner().invoke(main, [*show, "--period", "a while"]).exit_code == 2
    assert definition_in_study(folder, "child_labour/sdg_8_7_1").period is None


def test_every_preset_with_forced_labour_states_a_period():
    for preset in PRESETS.values():
        if any(one.startswith("forced_labour/") for one in preset.definitions):
            assert preset.reference_period is not None


def _ended(folder):
    """A study of adults whose job ended fifteen years ago."""
    return write_module(
        folder,
        settings='reference_period = "5 years"\n',
        mapping='[fl.jobs.end_date]\nvariable = "end"\n',
        columns=",end",
        cells=",2010-01-01",
    )


def _state_day(folder):
    study = folder / "study.toml"
    study.write_text(study.read_text().replace("year =", "reference_date = 2025-06-30\nyear ="))
    return folder


def test_dates_of_jobs_count_from_the_reference_date_and_without_one_that_is_said(tmp_path):
    found = {}
    for name in ("without", "with"):
        folder = _ended(tmp_path / name)
        found[name] = check_study(folder if name == "without" else _state_day(folder))
    said = {name: [one.code for one in one.notices] for name, one in found.items()}
    assert "dates-not-used" in said["without"]
    assert "dates-not-used" not in said["with"]
    definition = definition_in_study(tmp_path / "with", "forced_labour/icls20_2018")
    assert definition.reference_date.isoformat() == "2025-06-30"


def test_a_job_that_ended_long_before_the_period_is_no_case_and_explain_says_so(tmp_path):
    folder = _state_day(_ended(tmp_path / "s"))
    with every_digit():
        result = run_study(folder)
    values = {item.name: item.value for item in result.estimates}
    assert values[FLOW] == 0
    (found,) = explain_in_study(folder, "0").explanations
    assert {one.rule: one.result for one in found.rules}["in_the_period"] == "no"


def test_days_above_the_period_are_told_with_their_number(tmp_path):
    folder = write_module(tmp_path / "s", settings='reference_period = "6 months"\n')
    (notice,) = [one for one in check_study(folder).notices if one.code == "out-of-range"]
    assert (notice.values["maximum"], notice.values["rows"]) == (184, 90)
