"""Rounds that asked other things are not taken from each other without a word."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.disseminate.pages.kit.wording import languages
from measure87.study import run_study
from measure87.study.survey.rounds import TEXTS, rounds_differ
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.release_files.reading import result_of, survey_said
from measure87.vocabulary.releases.codec import UnreadableError, plain
from tests.disseminate.stated import stated
from tests.study.module import write_module

NAME = "forced_labour_adults"
PERIOD = 'reference_period = "12 months"\n'
MODE = 'mode = "face-to-face"\nrespondent = "self"\n'
EARLIER = '[[differences]]\nearlier = "earlier.json"\n'
ITEMS = ("IN2", "IN3", "IN9", "CO1", "CO2", "CO5")


def _round(folder: Path, items=ITEMS, settings: str = PERIOD + MODE) -> Path:
    run_study(write_module(folder, items, settings=settings))
    return folder / "out" / "estimates.json"


def _warned(folder: Path, earlier: Path, items=ITEMS, settings: str = PERIOD + MODE):
    folder.mkdir()
    shutil.copy(earlier, folder / "earlier.json")
    result = run_study(write_module(folder, items, settings=settings + EARLIER))
    assert any(item.name == NAME for item in result.differences)
    return [item for item in result.warnings if item.code in TEXTS]


@pytest.fixture(scope="module")
def earlier(tmp_path_factory) -> Path:
    return _round(tmp_path_factory.mktemp("earlier") / "s")


def test_the_same_instrument_needs_no_warning(tmp_path, earlier):
    assert _warned(tmp_path / "s", earlier) == []


@pytest.mark.parametrize(
    ("items", "settings", "code", "names"),
    [
        ((*ITEMS, "CO3"), PERIOD + MODE, "rounds-items", "CO3"),
        (ITEMS, 'reference_period = "5 years"\n' + MODE, "rounds-period", "in the past 5 years"),
        (ITEMS, PERIOD + MODE.replace("face-to-face", "telephone"), "rounds-mode", "by telephone"),
        (ITEMS, PERIOD + MODE.replace("self", "mixed"), "rounds-respondent", "some persons"),
        (ITEMS, PERIOD + 'mode = "face-to-face"\n', "rounds-respondent", "not stated"),
    ],
)
def test_each_thing_that_differs_is_named(tmp_path, earlier, items, settings, code, names):
    (notice,) = _warned(tmp_path / "s", earlier, items, settings)
    assert notice.code == code
    assert names in notice.text
    assert NAME in notice.values["measures"]


def test_an_earlier_release_without_a_record_says_that_nobody_knows(tmp_path, earlier):
    content = json.loads(earlier.read_text("utf-8"))
    del content["diagnostics"]["instrument"]
    for about in content["diagnostics"]["measures"].values():
        about.pop("asked", None)
        about.pop("reference_period", None)
    older = tmp_path / "older.json"
    older.write_text(json.dumps(content), "utf-8")
    assert {item.code for item in _warned(tmp_path / "s", older)} == {"rounds-not-stated"}


def test_the_command_that_compares_two_results_warns_too(tmp_path, earlier):
    later = _round(tmp_path / "later", (*ITEMS, "CO3"), 'reference_period = "5 years"\n' + MODE)
    words = ["estimate", "difference", str(later), str(earlier), "--json"]
    done = CliRunner().invoke(main, words)
    codes = {item["code"] for item in json.loads(done.stdout)["warnings"]}
    assert codes == {"rounds-items", "rounds-period"}


@pytest.mark.parametrize("record", [{}, {"measures": []}, {"measures": {NAME: {"asked": 7}}}])
def test_a_record_that_is_none_stops_nothing(record):
    period = {"said": "12 months", "unit": "months"}
    told = stated(measures={NAME: {"reference_period": period}})
    content = Result("run", ()).to_json() | {"diagnostics": record}
    earlier = survey_said(result_of(content, only_known=False))
    (notice,) = rounds_differ(told, earlier, [NAME], "old.json")
    assert notice.code == "rounds-not-stated"


def test_a_record_of_a_later_version_is_read_as_far_as_it_is_known():
    period = {"said": "12 months", "unit": "months", "horoscope": 1}
    told = stated(measures={NAME: {"reference_period": {"said": "12 months", "unit": "months"}}})
    said = plain(told)
    said["measures"][NAME] |= {"reference_period": period, "weather": "fair"}
    content = Result("run", ()).to_json() | {"diagnostics": said | {"stars": []}}
    earlier = survey_said(result_of(content, only_known=False))
    assert rounds_differ(told, earlier, [NAME], "old.json") == []
    with pytest.raises(UnreadableError, match="'horoscope', which this version does not know"):
        result_of(content)


@pytest.mark.parametrize("language", languages())
def test_the_warning_is_in_the_language_of_the_report(tmp_path, earlier, language):
    folder = tmp_path / "s"
    folder.mkdir()
    shutil.copy(earlier, folder / "earlier.json")
    settings = 'reference_period = "5 years"\n' + MODE.replace("self", "mixed") + EARLIER
    write_module(folder, settings=settings)
    study = folder / "study.toml"
    study.write_text(study.read_text().replace("year =", f'language = "{language}"\nyear ='))
    run_study(folder)
    page = (folder / "out" / "report.html").read_text("utf-8")
    own = {
        "en": "The difference is partly one of questionnaires",
        "fr": "La différence tient en partie aux questionnaires",
        "es": "La diferencia es en parte de cuestionarios",
        "pt": "A diferença é em parte de questionários",
        "ru": "Разница отчасти вызвана анкетами",
        "ar": "ويعود الفرق جزئيًا إلى الاستبيانين",
    }
    assert own[language] in page
