"""A path with backslashes in TOML is answered with the remedy, also where TOML takes it."""

import tomllib

import pytest

from measure87.collect import parse_mapping
from measure87.files.settings.toml_file import read_toml
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.plain_text import parse_toml


@pytest.mark.parametrize(
    "path",
    [
        r"C:\data\new.csv",
        r"C:\temp\new.csv",
        r"C:\Users\office\file.sav",
        r"C:\u12\file.sav",
        r"d:\new",
        r"data\new.csv",
        r"..\test\FILE.XLSX",
        r"\\server\files\survey.dta",
    ],
)
def test_a_path_with_backslashes_is_answered_with_the_remedy(tmp_path, path):
    file = tmp_path / "study.toml"
    file.write_text(f'schema = 1\n[inputs.fs]\npersons = "{path}"\n')
    with pytest.raises(StudyError) as caught:
        read_toml(file)
    assert caught.value.code == "toml"
    assert "single quotes" in caught.value.hint
    assert "forward slashes" in caught.value.hint
    with pytest.raises(StudyError) as caught:
        parse_mapping(f'schema = 1\n[x]\nnotices = ["{path}"]\n')
    assert "single quotes" in caught.value.hint


@pytest.mark.parametrize(
    "line",
    [
        r"a = 'C:\data\new.csv'",
        'a = "C:/data/new.csv"',
        r'a = "C:\\data\\new.csv"',
        r'a = "Two lines:\nthe second"',
        r'a = "A title\twith a tab"',
        'a = """\nThe file is\ndata.\n"""',
    ],
)
def test_what_is_no_broken_path_is_read(line):
    assert parse_toml(line) == tomllib.loads(line)


def test_other_faults_keep_their_hint(tmp_path):
    file = tmp_path / "study.toml"
    file.write_text("schema = \n")
    with pytest.raises(StudyError, match="not valid TOML") as caught:
        read_toml(file)
    assert "quotation marks" in caught.value.hint
