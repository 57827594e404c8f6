"""`lists` and `world` give what the commands give, with a face."""

import json

import polars as pl
import pytest
from click.testing import CliRunner

import measure87 as m
from measure87.cli import main
from measure87.library.worlds import world
from measure87.vocabulary.errors import DataError, FormerNameWarning, UsageError
from tests.library.test_door import run_examples
from tests.study.world.made_world import write_made_world

CELLS = pl.DataFrame(
    {
        "police": [1, 0, 0, 1, 1, 0, 1],
        "ngo": [0, 1, 0, 1, 0, 1, 1],
        "hotline": [0, 0, 1, 0, 1, 1, 1],
        "persons": [90, 70, 60, 12, 9, 7, 2],
    }
)
COUNTED = {
    "population": "invented", "area": "nowhere", "period": "2024", "status": "referred",
    "closed_because": "of <that>",
}  # fmt: skip
METHODS = ["independence", "chao"]


@pytest.fixture(scope="module")
def found():
    return m.lists(CELLS, count="persons", methods=METHODS, robustness_checks=False, **COUNTED)


def test_lists_of_words_are_read_alike_as_text_and_as_categories():
    pd = pytest.importorskip("pandas")
    names = ["police", "ngo", "hotline"]
    text = pl.DataFrame(
        {name: CELLS[name].cast(pl.String).replace({"1": "oui", "0": "non"}) for name in names}
    ).select(pl.all().repeat_by(CELLS["persons"]).explode())
    area = pl.Series("area", ["north", "south"] * 125)
    wanted = None
    for frame in (
        text.with_columns(area),
        text.with_columns(area).cast(pl.Categorical),
        text.cast(pl.Enum(["non", "oui"])).with_columns(area.cast(pl.Enum(["south", "north"]))),
        pd.DataFrame(text.with_columns(area).to_dict(as_series=False)).astype("category"),
    ):
        found = m.lists(
            frame, names, strata="area", methods="independence", robustness_checks=False, **COUNTED
        )
        told = [(one.group, one.n, one.value) for one in found]
        wanted = wanted or told
        assert told == wanted
        assert [one.n for one in found if not one.group] == [250]


def test_lists_in_the_index_of_pandas_and_two_of_one_name_are_told():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(CELLS.to_dict(as_series=False))
    names = ["police", "ngo", "hotline"]
    with pytest.raises(DataError, match="police is in the index of the frame"):
        m.lists(frame.set_index(names), count="persons", **COUNTED)
    with pytest.raises(UsageError, match="two columns of the frame have one name: ngo"):
        m.lists(pd.concat([frame, frame["ngo"]], axis=1), count="persons", **COUNTED)


def test_of_other_words_the_hint_names_no_argument_that_lists_has_not():
    frame = pl.DataFrame({"police": ["x", "y"], "ngo": [1, 0]})
    with pytest.raises(DataError, match="list 'police' holds text at row 1") as caught:
        m.lists(frame, ["police", "ngo"], **COUNTED)
    assert "person`" not in caught.value.hint
    assert "a row a person" in caught.value.hint


def test_lists_give_what_the_command_gives(found, tmp_path):
    CELLS.write_csv(tmp_path / "lists.csv")
    said = [f"--{name.replace('_', '-')}={text}" for name, text in COUNTED.items()]
    chosen = [word for name in METHODS for word in ("--method", name)]
    call = [
        "estimate",
        "lists",
        str(tmp_path / "lists.csv"),
        "--count",
        "persons",
        "--no-robustness-checks",
    ]
    done = CliRunner().invoke(main, [*call, *chosen, *said, "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["estimates"] == json.loads(found.to_json())["estimates"]


def test_a_range_among_numbers_is_a_withheld_count_in_every_library(tmp_path):
    """pandas keeps 90.0 and "<5" in one column, of which a file makes text."""
    withheld = [*CELLS["persons"].to_list()[:-1], "<5"]
    texts = CELLS.with_columns(persons=pl.Series([str(entry) for entry in withheld]))
    texts.write_csv(tmp_path / "lists.csv")
    frame = CELLS.to_pandas().assign(persons=[float(withheld[0]), *withheld[1:]])
    frame.index = [*"aabcdef"]
    mixed = CELLS.with_columns(persons=pl.Series(withheld, dtype=pl.Object))
    tables = (tmp_path / "lists.csv", texts, mixed, frame, frame.convert_dtypes())
    values = [
        m.lists(
            table, count="persons", methods="independence", robustness_checks=False, **COUNTED
        ).only.value
        for table in tables
    ]
    assert values == [values[0]] * len(tables)
    assert frame["persons"].to_list() == withheld


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("few", "'persons' holds text at row 7; a count is a whole number of persons"),
        ("*", "'persons' holds text at row 7; a count is a whole number of persons"),
        (None, "'persons' is missing at row 7"),
    ],
)
def test_a_withheld_count_that_is_no_range_is_refused_with_its_row(entry, text):
    withheld = [*CELLS["persons"].to_list()[:-2], "<8", entry]
    frame = CELLS.to_pandas().assign(persons=withheld)
    with pytest.raises(DataError, match=text) as caught:
        m.lists(frame, count="persons", methods="independence", **COUNTED)
    assert "a range such as '<5'" in caught.value.hint


def test_each_method_has_a_row_and_what_is_counted_stands_below(found):
    text, page = repr(found), found._repr_html_()
    for name in METHODS:
        assert f"population_size ({name})" in text
    assert "Counted: invented; nowhere; 2024; referred" in text
    assert "Not released" in text
    assert "&lt;that&gt;" in page
    assert "<that>" not in page
    assert found.to_polars()["method"].to_list() == METHODS


def test_of_a_lower_bound_the_one_limit_is_told(found):
    independence, chao = str(found).splitlines()[2:4]
    assert "no upper limit" not in independence
    lower = found.to_polars()["lower"][1]
    assert lower is not None
    assert f"95% {lower:.4g} to no upper limit" in chao
    assert "to no upper limit" in found._repr_html_()


def test_former_parameters_give_the_same_and_are_said(found):
    counted = {{"area": "place"}.get(name, name): text for name, text in COUNTED.items()}
    with pytest.warns(FormerNameWarning) as told:
        then = m.lists(CELLS, count="persons", methods=METHODS, trust=False, **counted)
    assert then.to_json() == found.to_json()
    for old, new in (("place", "area"), ("trust", "robustness_checks")):
        assert any(f"{old!r} is now called {new!r}" in str(one.message) for one in told)
    with pytest.raises(TypeError, match="trust is the former name of robustness_checks"):
        m.lists(CELLS, count="persons", trust=False, robustness_checks=False, **COUNTED)


def test_what_is_counted_must_be_said():
    with pytest.raises(UsageError) as caught:
        m.lists(CELLS, count="persons")
    assert caught.value.code == "population-not-stated"
    assert "area=" in (caught.value.where or "")
    assert "--" not in str(caught.value)


@pytest.mark.slow
def test_a_world_is_what_its_example_says(tmp_path, monkeypatch):
    write_made_world(tmp_path)
    monkeypatch.chdir(tmp_path)
    run_examples((world.__doc__ or "").replace("  # doctest: +SKIP", ""), "world")
    made = json.loads((tmp_path / "world-out" / "estimates.json").read_text("utf-8"))
    assert made["estimates"]
