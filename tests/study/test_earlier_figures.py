"""An earlier result may come from anywhere: what is no figure is told, and nothing else is read."""

import json

import pytest

from measure87.study.survey.rounds import read_figures
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Estimate, Result

FIGURE = {"name": "x", "statistic": "proportion", "method": "taylor", "group": {"sex": "1"}}


def written(folder, figure, **more):
    path = folder / "earlier.json"
    path.write_text(
        json.dumps({"schema": 1, "command": "run", "released": True, "estimates": [figure]} | more)
    )
    return path


def test_what_a_result_wrote_is_read_back(tmp_path):
    one = Estimate("x", "mean", "taylor", {"sex": "1"}, {"sex": "Men"}, value=2.5, se=0.5, n=40)
    path = tmp_path / "earlier.json"
    path.write_text(json.dumps(Result("estimate survey", (one,)).to_json()))
    assert read_figures(path) == [one]
    with pytest.raises(DataError, match="not passed the disclosure gate"):
        read_figures(path, released=True)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("value", float("nan")),
        ("value", float("inf")),
        ("value", "0.3"),
        ("value", 10**400),
        ("se", True),
        ("n", "12"),
        ("n", -1),
        ("n_cases", 1.5),
        ("group", "everybody"),
        ("group", {"sex": 1}),
        ("labels", []),
        ("flags", "suppressed"),
        ("statistic", "guess"),
        ("name", None),
    ],
)
def test_an_entry_that_no_figure_has_is_refused_with_its_name(tmp_path, key, value):
    with pytest.raises(DataError, match=rf"estimates\[1\].{key}\S* is ") as fault:
        read_figures(written(tmp_path, FIGURE | {key: value}))
    assert len(str(fault.value)) < 300


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000, '{"schema": 1, "estimates": [1]}'])
def test_a_file_that_is_no_result_is_refused(tmp_path, text):
    path = tmp_path / "earlier.json"
    path.write_text(text)
    with pytest.raises(DataError, match="no result of this program"):
        read_figures(path)
