"""The reader finds every figure of a folder written by hand."""

import json

from tests.attacks.reading import read_release

FIGURE = {
    "name": "y",
    "statistic": "proportion",
    "group": {},
    "value": 0.1,
    "n": 100,
    "n_cases": 10,
    "n_unknown": 4,
    "flags": [],
}
HIDDEN = {**FIGURE, "group": {"sex": "2"}, "flags": ["suppressed", "confidential"]}
for key in ("value", "n", "n_cases", "n_unknown"):
    del HIDDEN[key]
ROWS = "name,statistic,by_sex,value,n,n_cases,n_unknown,flags\n"


def folder_with(path, estimates, rows="", unknown="exclude"):
    said = {"estimates": estimates, "diagnostics": {"measures": {"y": {"unknown": unknown}}}}
    (path / "estimates.json").write_text(json.dumps(said))
    (path / "estimates.csv").write_text(ROWS + rows)
    return read_release(path)


def test_shown_and_hidden_figures_are_told_apart(tmp_path):
    found = folder_with(tmp_path, [FIGURE, HIDDEN])
    everybody, women = (found.shares["y", frozenset(g)] for g in ((), (("sex", "2"),)))
    assert (everybody.n, everybody.n_cases, everybody.unknown) == (100, 10, 4)
    assert women.is_hidden
    assert women.n is None
    assert [kind for kind, _, _ in found.hidden] == ["cases", "others", "unknown"]


def test_unknown_are_among_those_asked_or_beside_them(tmp_path):
    beside = folder_with(tmp_path, [FIGURE]).shares["y", frozenset()]
    assert (beside.asked, beside.answered) == (104, 100)
    among = folder_with(tmp_path, [FIGURE], unknown="no").shares["y", frozenset()]
    assert (among.asked, among.answered) == (100, 96)


def test_a_number_of_unknown_that_is_kept_back_is_not_none(tmp_path):
    figure = {**FIGURE, "flags": ["unknown-not-shown"]}
    del figure["n_unknown"]
    found = folder_with(tmp_path, [figure]).shares["y", frozenset()]
    assert (found.unknown, found.asked, found.answered) == (None, 100, None)


def test_a_figure_that_only_the_table_tells_is_found(tmp_path):
    found = folder_with(tmp_path, [FIGURE, HIDDEN], rows="y,proportion,2,0.05,40,2,0,\n")
    women = found.shares["y", frozenset({("sex", "2")})]
    assert (women.n, women.n_cases, women.is_hidden) == (40, 2, False)


def test_figures_at_any_depth_are_found(tmp_path):
    said = {"estimates": [], "diagnostics": {"deep": [{"er": FIGURE}], "measures": {}}}
    (tmp_path / "estimates.json").write_text(json.dumps(said))
    (tmp_path / "estimates.csv").write_text(ROWS)
    assert ("y", frozenset()) in read_release(tmp_path).shares
