"""Files as offices have them are read as they are meant, or asked about: never wrong in silence."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import measure87 as m
from measure87.cli import main
from measure87.files import AskedError, TableForm, read_source
from measure87.vocabulary.errors import ReadingWarning
from tests.files.office_files import NAMES, SIXTEEN, YES_NO, Made, settings_asked


def rows_of(path, form=TableForm()):  # noqa: B008 - frozen
    return read_source(path, form=form).lazy.collect().rows()


@pytest.mark.parametrize("name", SIXTEEN)
def test_each_of_sixteen_files_is_read_with_one_setting_at_most(tmp_path, name):
    made, setting = SIXTEEN[name].made, SIXTEEN[name].setting
    path = made.write(tmp_path)
    assert len(setting) <= 1
    source = read_source(path, form=TableForm(**setting))
    assert source.columns == made.names
    assert source.lazy.collect().rows() == made.rows


@pytest.mark.parametrize("name", [name for name, one in SIXTEEN.items() if one.setting])
def test_a_file_that_needs_a_setting_asks_for_it_and_for_nothing_else(tmp_path, name):
    made, setting = SIXTEEN[name].made, SIXTEEN[name].setting
    with pytest.raises(AskedError) as caught:
        read_source(made.write(tmp_path))
    (asked,) = settings_asked(caught.value)
    assert list(asked) == list(setting)
    for row in made.rows:
        assert not any(str(cell) in str(caught.value) for cell in row[2:3])


@pytest.mark.parametrize("name", ["csv windows-1251 semicolon ru", "xlsx of three sheets ar"])
def test_a_command_takes_the_setting_as_an_option(tmp_path, capsys, name):
    made, setting = SIXTEEN[name].made, SIXTEEN[name].setting
    yes, _ = YES_NO[made.language]
    options = [text for key, value in setting.items() for text in (f"--{key}", value)]
    with pytest.raises(SystemExit) as left:
        main(["estimate", "survey", str(made.write(tmp_path)), "--json", *options,
              "--measure", f"{NAMES[made.language][1]}={yes}"])  # fmt: skip
    assert not left.value.code
    said = json.loads(capsys.readouterr().out)
    assert said["estimates"][0]["value"] == pytest.approx(2 / 5)


MADE = st.builds(
    Made,
    language=st.sampled_from(sorted(YES_NO)),
    kind=st.sampled_from(["csv", "csv", "csv", "xlsx", "ods"]),
    encoding=st.sampled_from(
        ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252", "windows-1251",
         "windows-1256", "iso-8859-1", "cp850", "mac-roman", "gb18030"]
    ),
    separator=st.sampled_from(",;\t|"),
    decimal=st.sampled_from(".,"),
    packed=st.booleans(),
    title=st.booleans(),
    sheets=st.integers(1, 2),
    weights=st.lists(
        st.integers(1, 9_999_999).map(lambda n: n / 1000), min_size=6, max_size=6
    ).map(tuple),
)  # fmt: skip


def can_be_written(made):
    try:
        "".join(map(str, (*made.names, *made.rows))).encode(made.encoding)
    except UnicodeEncodeError:
        return False
    return made.kind == "csv" or made.decimal == "."


def answered(made, error):
    """The form with exactly what the first line asked for."""
    keys = settings_asked(error)[0]
    return keys, TableForm(**{key: getattr(made.true_form, key) for key in keys})


@settings(max_examples=60, deadline=None)
@given(made=MADE.filter(can_be_written))
def test_any_file_is_read_as_it_is_meant_or_asks_once(made):
    with tempfile.TemporaryDirectory() as folder:
        path = made.write(Path(folder))
        try:
            found = rows_of(path)
        except AskedError as error:
            keys, form = answered(made, error)
            assert len(keys) <= 2
            found = rows_of(path, form)
        assert [tuple(row) for row in found] == made.rows


def test_python_takes_the_same_words_and_tells_places_of_cells(tmp_path):
    made = SIXTEEN["csv windows-1251 semicolon ru"].made
    table = m.read(made.write(tmp_path), encoding="windows-1251")
    assert table.to_polars().rows() == made.rows
    old = Path(__file__).parent / "workbooks" / "old.xls"
    with pytest.warns(ReadingWarning, match="first in C2"):
        assert m.read(old, ["id"]).columns == ("id",)


def test_a_tab_can_be_written_as_a_word(tmp_path, capsys):
    path = tmp_path / "t.csv"
    path.write_text("a,b\tc\n1,2\t3\n4,5\t6\n")
    with pytest.raises(SystemExit) as left:
        main(["estimate", "survey", str(path), "--separator", "tab", "--measure", "c",
              "--statistic", "mean", "--json"])  # fmt: skip
    assert not left.value.code
    assert json.loads(capsys.readouterr().out)["estimates"][0]["value"] == 4.5
