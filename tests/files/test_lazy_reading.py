"""A file that is read late and turns out damaged, settings too deep, and signs that turn words."""

import tomllib

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.collect import parse_mapping
from measure87.files import clean_label, read_source, while_reading
from measure87.study import run_study
from measure87.vocabulary.errors import DataError, StudyError
from measure87.vocabulary.plain_text import DEEPEST, parse_toml
from tests.study.test_misreadings import children, study

RIGHT_TO_LEFT = chr(0x202E)


def flipped(path):
    """Turn the bits of one page of values, which the file's own end knows nothing of."""
    rng = np.random.default_rng(1)
    frame = pl.DataFrame({"y": rng.integers(0, 2, 5000), "w": rng.uniform(1, 2, 5000)})
    frame.write_parquet(path, compression="zstd", statistics=False)
    content = bytearray(path.read_bytes())
    for place in range(30, 60):
        content[place] ^= 0xFF
    path.write_bytes(content)
    return path


def test_a_parquet_file_with_turned_bits_is_one_sentence(tmp_path):
    path = flipped(tmp_path / "t.parquet")
    command = ["estimate", "survey", str(path), "--measure", "y", "--weight", "w"]
    told = CliRunner().invoke(main, command)
    assert told.exit_code == 1, told.output
    assert "t.parquet is damaged or cut short" in told.output
    assert len(told.output.strip().splitlines()) == 2


def test_what_goes_wrong_without_a_file_is_left_as_it_is():
    with pytest.raises(pl.exceptions.ComputeError), while_reading([]):
        raise pl.exceptions.ComputeError("ours")
    named = pytest.raises(DataError, match=r"a\.parquet or b\.csv is damaged")
    with named as raised, while_reading(["a.parquet", "b.csv"]):
        raise pl.exceptions.ComputeError("value 'Maria'")
    assert "Maria" not in str(raised.value)


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 900 + "]" * 900, "a = " + "{a = " * 900 + "1" + "}" * 900,
     "[" + ".".join("a" * 900) + "]\nb = 1"],
)  # fmt: skip
def test_settings_that_lie_deep_in_each_other_are_one_sentence(text, tmp_path):
    with pytest.raises(tomllib.TOMLDecodeError, match=f"more than {DEEPEST} deep"):
        parse_toml(text)
    with pytest.raises(StudyError, match="deep in each other"):
        parse_mapping(text)
    folder = study(tmp_path / "s", children())
    (folder / "study.toml").write_text(text)
    told = CliRunner().invoke(main, ["run", str(folder)])
    assert told.exit_code == 1, told.output
    assert "deep in each other" in told.output


def test_settings_of_usual_depth_are_read():
    assert parse_toml("a = " + "[" * 40 + "]" * 40)["a"]


def test_signs_that_turn_the_direction_are_written_out(tmp_path):
    assert clean_label(f"Sex{RIGHT_TO_LEFT}") == "Sex\\u202e"
    told = CliRunner().invoke(main, ["run", str(tmp_path / f"a{RIGHT_TO_LEFT}b")])
    assert RIGHT_TO_LEFT not in told.output
    assert "\\u202e" in told.output


def test_tables_of_a_set_need_no_hours_that_a_measure_does_not_ask_for(tmp_path):
    """The rows by hours of work rest on bounds that no rule of their measure had derived."""
    folder = study(tmp_path / "s", children())
    text = (folder / "study.toml").read_text()
    (folder / "study.toml").write_text(
        text.replace("definitions =", 'tables = ["child_labour"]\ndefinitions =')
    )
    found = {item.name for item in run_study(folder).estimates}
    assert "child_labour_sdg_a" in found


def test_a_file_wider_than_any_survey_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("measure87.files.reading.MOST_COLUMNS", 3)
    (tmp_path / "t.csv").write_text("a,b,c,d\n1,2,3,4\n")
    with pytest.raises(DataError, match="has 4 columns; at most 3 are read"):
        read_source(tmp_path / "t.csv", ["a"])
