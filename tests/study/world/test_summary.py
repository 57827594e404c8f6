"""What a run of a world says in a terminal: where its brief lies, before anything else."""

from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from measure87.study.world.summary import summary_lines

COLUMNS = {
    "measure": ["m"], "place_kind": ["world"], "place_name": ["World"], "year": [2020],
    "sex": ["both"], "age_from": [5], "age_to": [17], "statistic": ["share"],
    "value": [0.1], "lower": [0.08], "upper": [0.13],
}  # fmt: skip


@pytest.mark.parametrize("files", [("brief.html", "report.html"), ("report.html",)])
def test_the_brief_comes_first_where_there_is_one(files):
    asked = SimpleNamespace(ages=[(5, 17)])
    measure = SimpleNamespace(name="m", label="Label", asked=asked)
    settings = SimpleNamespace(
        topic="child_labour", title="Title", year=2020, level=0.9, measures=[measure]
    )
    lines = summary_lines(
        SimpleNamespace(
            folder=Path("out"),
            files=files,
            settings=settings,
            estimates=pl.DataFrame(COLUMNS),
            refused=pl.DataFrame(),
        )
    )
    brief = f"Brief: {Path('out') / 'brief.html'}"
    assert lines[0] == (brief if "brief.html" in files else "Title")
    assert lines[-1] == f"Report: {Path('out') / 'report.html'}"
    assert "10.0  (8.0 to 13.0)" in lines[-3]
