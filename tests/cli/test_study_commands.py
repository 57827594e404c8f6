"""`new`, `run` and `check` as people see them."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.cli.speech.choice import LANGUAGES
from measure87.cli.speech.speaker import Speaker
from measure87.study.survey.text import headline_lines
from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.trend import Trend, TrendRound
from tests.disseminate.stated import stated
from tests.study import tiny


def run(*arguments):
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tiny.write_study(tmp_path_factory.mktemp("commands") / "a study, né")
    run("run", folder)
    return folder


def test_a_run_names_what_it_refused_and_why_and_flags_its_figures(study):
    said = run("run", study).stdout
    assert "Refused:\n" in said
    assert "the questionnaire has no worst_form_3a" in said
    assert "worst_forms_other_icls" in said
    figure = next(line for line in said.splitlines() if line.startswith("hazardous_work_icls:"))
    assert "few-cases" in figure
    assert str(study / "out" / "report.html") in said


def test_a_run_gives_one_released_object_under_json(study):
    found = json.loads(run("run", study, "--json").stdout)
    assert (found["command"], found["released"]) == ("run", True)
    assert found == json.loads((study / "out" / "estimates.json").read_text())
    assert "null" not in json.dumps(found)


@pytest.mark.parametrize("command", ["check", "run"])
def test_no_row_of_a_person_is_told(study, command):
    done = run(command, study)
    identifiers = {str(row["id"]) for row in tiny.persons()}
    words = set(done.output.replace(",", " ").split())
    assert not words & identifiers


def test_a_code_of_no_country_is_told_for_such_a_study_calls_itself_invented(tmp_path):
    made = run("new", tmp_path / "x", "--preset", "blank", "--country", "xxx", "--year", "2020")
    assert "calls itself invented" in made.stdout
    assert "invented = true" in (tmp_path / "x" / "study.toml").read_text()
    real = run("new", tmp_path / "y", "--preset", "blank", "--country", "BGD", "--year", "2020")
    assert "invented" not in real.stdout
    assert "invented = false" in (tmp_path / "y" / "study.toml").read_text()


def test_the_next_command_can_be_copied_from_a_folder_with_spaces(tmp_path):
    folder = tmp_path / "my study"
    made = run("new", folder, "--preset", "blank", "--country", "BGD", "--year", "2020")
    assert f"measure87 run '{folder}'" in made.stdout


@pytest.mark.parametrize("command", ["check", "run"])
def test_a_study_of_which_nothing_can_be_computed_exits_3_and_says_what_is_missing(
    tmp_path, command
):
    folder = tiny.write_study(tmp_path / "s", definitions=("forced_labour/ilo_11_indicators",))
    done = CliRunner().invoke(main, [command, str(folder)])
    assert done.exit_code == 3
    assert "indicator_" in done.output
    assert not (folder / "out").exists()


def test_shares_of_a_screening_profile_are_not_printed_as_prevalence():
    entry = {"title": "Indicator 2: deception", "not_prevalence": True}
    item = Estimate("ilo_indicator_2_deception", "proportion", "taylor", value=0.01)
    lines = list(
        headline_lines(Result("run", [item], diagnostics=stated(measures={item.name: entry})))
    )
    assert "    Indicator 2: deception (a sign for screening, no prevalence)" in lines


def test_parts_of_cases_are_counted_on_a_terminal_and_not_listed():
    items = [
        Estimate(name, "proportion", "taylor", value=0.1, n=90, n_cases=9)
        for name in ("work", "work_by_hours_1_13", "work_by_hours_14_42")
    ]
    measures = {
        one.name: {"title": one.name, "kind": "part" if "_by_" in one.name else "status"}
        for one in items
    }
    lines = list(headline_lines(Result("run", items, diagnostics=stated(measures=measures))))
    assert [line for line in lines if line.startswith("work")] == [lines[0]]
    assert lines[-2:] == [
        "Not listed: 2 figures of parts of these cases, which the standard tables show.",
        "3 figures, 0 of them not shown; 0 refused.",
    ]


SLOPES = {
    "proportion": (
        (-0.0123, -0.0200, -0.0046, "proportion per year"),
        "trend, 2014 to 2022: -1.23 percentage points a year (95% interval -2.00 to -0.46)",
    ),
    "total": (
        (1234.0, -200.0, 2668.0, "persons per year"),
        "trend, 2014 to 2022: 1,234 persons a year (95% interval -200 to 2,668)",
    ),
}


def a_trend(value, lower, upper, unit):
    rounds = tuple(TrendRound(year, float(year)) for year in ("2014", "2022"))
    return Estimate(
        "work", "slope", "wls", value=value, lower=lower, upper=upper, unit=unit, level=0.95,
        trend=Trend(rounds, "identity"),
    )  # fmt: skip


@pytest.mark.parametrize("statistic", SLOPES)
def test_a_slope_stands_below_its_own_figure(statistic):
    items = [Estimate("work", one, "taylor", value=0.1, n=90, n_cases=9) for one in SLOPES]
    told = Result(
        "run", items, trends=[a_trend(*given) for given, _ in SLOPES.values()],
        diagnostics=stated(measures={"work": {"title": "Work"}}),
    )  # fmt: skip
    lines = list(headline_lines(told))
    at = lines.index(f"    {SLOPES[statistic][1]}")
    above = [line for line in lines[:at] if line.startswith("work")]
    assert len(above) == 1 + [*SLOPES].index(statistic)


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
@pytest.mark.parametrize("statistic", SLOPES)
def test_a_slope_is_said_in_every_language(language, statistic):
    line = SLOPES[statistic][1]
    said = Speaker(language).known(line)
    assert said is not None
    assert not {"trend,", "interval", "year"} & set(said.replace("(", " ").split())


@pytest.mark.slow
def test_progress_is_for_terminals_alone(study):
    command = [sys.executable, "-m", "measure87", "check", str(study)]
    piped = subprocess.run(command, capture_output=True, check=True)
    assert b"Reading" not in piped.stderr
    assert b"\x1b" not in piped.stderr + piped.stdout
    if sys.platform != "win32":
        import pty

        ours, theirs = pty.openpty()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs)
        os.close(theirs)
        shown = b""
        while chunk := read_or_end(ours):
            shown += chunk
        assert process.wait() == 0
        assert b"Starting" in shown


def read_or_end(handle):
    try:
        return os.read(handle, 65536)
    except OSError:  # Linux says so when the other end is closed
        return b""


@pytest.mark.parametrize(
    ("country", "hint"),
    [
        ("France", "did you mean France (FRA)?"),
        ("fr", "did you mean France (FRA)?"),
        ("QQ", "for example BGD; ZZZ for an invented country"),
    ],
)
def test_new_names_the_country_that_is_meant(tmp_path, country, hint):
    arguments = ["new", str(tmp_path / "s"), "--preset", "blank", "--country", country]
    done = CliRunner().invoke(main, [*arguments, "--year", "2020"])
    assert done.exit_code == 2
    assert f"Hint: {hint}" in done.output


def test_a_study_names_the_country_that_its_settings_mean(tmp_path):
    folder = tiny.write_study(tmp_path / "s")
    settings = folder / "study.toml"
    settings.write_text(settings.read_text().replace('country = "ZZZ"', 'country = "Kenya"'))
    done = CliRunner().invoke(main, ["check", str(folder)])
    assert "did you mean Kenya (KEN)?" in done.output
