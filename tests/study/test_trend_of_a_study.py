"""`[trend]` of a study: slopes of released rounds, in the release and in the report."""

import json
import shutil
from pathlib import Path

import pytest

from measure87.disseminate.pages.kit.wording import languages, words
from measure87.estimate.trend import slope_of
from measure87.estimate.trend.chain import chain_of
from measure87.study import check_study, publish_again, run_study
from measure87.study.survey.text import headline_lines
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.release_files.reading import result_of
from measure87.vocabulary.trend import TrendRound
from tests.study.module import write_module

NAME = "forced_labour_adults"
ASKED = 'reference_period = "12 months"\nmode = "face-to-face"\nrespondent = "self"\n'
TREND = """
[trend]
earlier = ["2014.json", "2018.json"]
independent = true
measures = ["forced_labour_adults"]
"""
CASES = {2014: 160, 2018: 140, 2022: 90}


def of_year(folder: Path, year: int, more: str = "", asked: str = ASKED, language: str = "en"):
    """A study of a year, with a reference date in May."""
    write_module(folder, settings=asked + more, cases=CASES[year])
    path = folder / "study.toml"
    text = path.read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("year", "reference_date"))]
    head = next(k for k, line in enumerate(lines) if line.startswith("schema"))
    lines.insert(head + 1, f'year = {year}\nreference_date = {year}-05-10\nlanguage = "{language}"')
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def rounds(tmp_path_factory) -> Path:
    """The releases of the two earlier rounds."""
    folder = tmp_path_factory.mktemp("rounds")
    for year in (2014, 2018):
        run_study(of_year(folder / f"s{year}", year))
        shutil.copy(folder / f"s{year}" / "out" / "estimates.json", folder / f"{year}.json")
    return folder


def newest(tmp_path: Path, rounds: Path, more: str = TREND, **options) -> Path:
    folder = of_year(tmp_path / "s", 2022, more, **options)
    for year in (2014, 2018):
        shutil.copy(rounds / f"{year}.json", folder / f"{year}.json")
    return folder


def test_a_slope_is_what_the_released_figures_give(tmp_path, rounds):
    folder = newest(tmp_path, rounds)
    run_study(folder)
    content = json.loads((folder / "out" / "estimates.json").read_text())
    released = result_of(content)
    slope, bend = released.trends
    paths = [rounds / "2014.json", rounds / "2018.json"]
    results = [*(result_of(json.loads(path.read_text())) for path in paths), released]
    figures = [
        next(one for one in result.estimates if one.name == NAME and not one.group)
        for result in results
    ]
    days = [TrendRound(str(k), one.date) for k, one in enumerate(slope.trend.rounds)]
    expected, _ = slope_of(chain_of(days, figures))
    assert (slope.value, slope.se, slope.lower) == (expected.value, expected.se, expected.lower)
    assert slope.value < 0.0
    assert [one.source for one in slope.trend.rounds] == ["2014.json", "2018.json", None]
    assert bend.trend.tried == 1
    a_year = [f"{1000 * one:.1f}" for one in (slope.value, slope.lower, slope.upper)]
    (told,) = (one.strip() for one in headline_lines(released) if "trend" in one)
    assert told == (
        f"trend, 2014-05-10 to 2022-05-10: {a_year[0]} per 1,000 a year "
        f"(95% interval {a_year[1]} to {a_year[2]})"
    )
    report = (folder / "out" / "report.html").read_text("utf-8")
    assert "per 1,000 a year" in report
    assert "10 May 2018: change of slope" in report


def test_a_release_that_is_published_again_keeps_its_trend(tmp_path, rounds):
    folder = newest(tmp_path, rounds)
    run_study(folder)
    before = (folder / "out" / "estimates.json").read_bytes()
    publish_again(folder)
    assert json.loads((folder / "out" / "estimates.json").read_bytes()) == json.loads(before)


@pytest.mark.slow
@pytest.mark.parametrize("language", languages())
def test_the_report_tells_a_trend_in_every_language(language, tmp_path, rounds):
    folder = newest(tmp_path, rounds, language=language)
    run_study(folder)
    report = (folder / "out" / "report.html").read_text("utf-8")
    assert str(words(language).text("trends.heading")) in report
    assert str(words(language).text("trends.turning")) in report


def test_another_mode_is_refused_and_a_crosswalk_carries_it(tmp_path, rounds):
    other = ASKED.replace("face-to-face", "telephone")
    folder = newest(tmp_path, rounds, asked=other)
    result = run_study(folder)
    assert not result.trends
    (refusal,) = (one for one in result.refused if one.code == "rounds-differ")
    assert "the mode of the interview is not the same as in 2014-05-10" in refusal.text
    told = check_study(folder)
    assert {one.code for one in told.not_chained} == {"rounds-differ"}
    assert "Without a trend, for the rounds are not alike:" in told.lines()
    crosswalk = (
        '[[trend.crosswalks]]\nrounds = ["2014-05-10", "2018-05-10"]\nkind = "ratio"\n'
        'value = 0.9\nse = 0.05\nsource = "both modes in 2020"\n'
    )
    folder = newest(tmp_path / "b", rounds, TREND + crosswalk, asked=other)
    result = run_study(folder)
    assert result.trends[0].trend.crosswalks == (
        "ratio 0.9 (standard error 0.05) for 2014-05-10, 2018-05-10: both modes in 2020",
    )


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("independent = true\n", "", "does not say that they are"),
        ('"forced_labour_adults"', '"forced_labor"', "there is no measure 'forced_labor'"),
    ],
)
def test_settings_that_are_not_clear_are_refused(tmp_path, rounds, old, new, text):
    folder = newest(tmp_path, rounds, TREND.replace(old, new))
    with pytest.raises(StudyError, match=text):
        check_study(folder)


def test_a_later_release_is_no_earlier_round(tmp_path, rounds):
    folder = newest(tmp_path, rounds)
    run_study(folder)
    older = of_year(tmp_path / "older", 2018, TREND.replace('"2014.json", "2018.json"', '"n.json"'))
    shutil.copy(folder / "out" / "estimates.json", older / "n.json")
    with pytest.raises(StudyError, match="is of a later date than this study"):
        run_study(older)
