"""What a run of a world says in a terminal: where its brief lies, before anything else."""

from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from measure87.cli.speech.speaker import speaker
from measure87.study.world.summary import summary_lines

COLUMNS = {
    "measure": ["m"], "place_kind": ["world"], "place_name": ["World"], "year": [2020],
    "sex": ["both"], "age_from": [5], "age_to": [17], "statistic": ["share"],
    "value": [0.1], "lower": [0.08], "upper": [0.13],
}  # fmt: skip


def _lines(estimates, files=("brief.html", "report.html")):
    asked = SimpleNamespace(ages=[(5, 17)])
    measure = SimpleNamespace(name="m", label="Label", asked=asked)
    settings = SimpleNamespace(
        topic="child_labour", title="Title", year=2020, level=0.9, measures=[measure]
    )
    run = SimpleNamespace(
        folder=Path("out"),
        files=files,
        settings=settings,
        estimates=estimates,
        refused=pl.DataFrame(),
    )
    return summary_lines(run)


@pytest.mark.parametrize("files", [("brief.html", "report.html"), ("report.html",)])
def test_the_brief_comes_first_where_there_is_one(files):
    lines = _lines(pl.DataFrame(COLUMNS), files)
    brief = f"Brief: {Path('out') / 'brief.html'}"
    assert lines[0] == (brief if "brief.html" in files else "Title")
    assert lines[-1] == f"Report: {Path('out') / 'report.html'}"
    assert "10.0  (8.0 to 13.0)" in lines[-3]


def test_where_all_countries_have_no_figure_it_says_so():
    """A heading with nothing under it said neither that nothing may be shown nor where to look."""
    whole = pl.DataFrame(COLUMNS)
    region = whole.with_columns(place_kind=pl.lit("region"), place_name=pl.lit("Oceania"))
    assert not any("no figure" in line for line in _lines(whole))
    lines = _lines(region)
    place = lines.index("  All countries together: no figure; the reason is in refused.csv.")
    assert "Oceania" in lines[place + 1]
    every = "  All countries together and each region: no figure; the reasons are in refused.csv."
    assert every in _lines(whole.clear())


def test_what_has_no_figure_is_said_in_every_language():
    every = "  All countries together and each region: no figure; the reasons are in refused.csv."
    alone = "  All countries together: no figure; the reason is in refused.csv."
    for language in ("ar", "es", "fr", "pt", "ru"):
        for text in (every, alone):
            said = speaker(language).say(text.strip())
            assert said != text.strip()
            assert "refused.csv" in said
