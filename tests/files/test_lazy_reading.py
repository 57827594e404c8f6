"""A file that is read late and turns out damaged, settings too deep, and signs that turn words."""

import tomllib

import narwhals as nw
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
from tests.study.test_list_study import filled
from tests.study.test_misreadings import children, study
from tests.study.world.made_world import write_made_world

RIGHT_TO_LEFT = chr(0x202E)


def flipped(path):
    """Turn the bits of one page of values, which the file's own end knows nothing of."""
    rng = np.random.default_rng(1)
    frame = pl.DataFrame({"y": rng.integers(0, 2, 5000), "w": rng.uniform(1, 2, 5000)})
    turn_bits(path, frame)
    return path


def test_a_parquet_file_with_turned_bits_is_one_sentence(tmp_path):
    path = flipped(tmp_path / "t.parquet")
    command = ["estimate", "survey", str(path), "--measure", "y", "--weight", "w"]
    told = CliRunner().invoke(main, command)
    assert told.exit_code == 1, told.output
    assert "t.parquet is damaged or cut short" in told.output
    assert len(told.output.strip().splitlines()) == 2


def told_as_damage(name, *command):
    told = CliRunner().invoke(main, [str(part) for part in command])
    assert told.exit_code == 1, (told.output, told.exception)
    assert f"{name} is damaged or cut short" in told.output
    assert len(told.output.strip().splitlines()) <= 3


def turn_bits(path, frame):
    """The same rows as Parquet, with the bits of a page of values turned."""
    frame.write_parquet(path, compression="zstd", statistics=False)
    content = bytearray(path.read_bytes())
    for place in range(30, 60):
        content[place] ^= 0xFF
    path.write_bytes(content)


def test_a_list_study_whose_file_has_turned_bits_is_one_sentence(tmp_path):
    folder = filled(tmp_path)
    turn_bits(tmp_path / "lists.parquet", pl.read_csv(tmp_path / "lists.csv"))
    settings = folder / "study.toml"
    settings.write_text(settings.read_text().replace("lists.csv", "lists.parquet"))
    told_as_damage("lists.parquet", "run", folder)
    told_as_damage("lists.parquet", "check", folder)
    stated = [f"--{name}=invented" for name in ("population", "place", "period", "closed-because")]
    told_as_damage("lists.parquet", "estimate", "lists", tmp_path / "lists.parquet", "--list",
                   "Police", "--list", "NGO", "--count", "persons", "--status", "referred",
                   *stated)  # fmt: skip


@pytest.mark.parametrize("name", ["figures", "population", "regions"])
def test_a_world_estimate_of_a_file_with_turned_bits_is_one_sentence(tmp_path, name):
    config = write_made_world(tmp_path / "in")
    source = tmp_path / "in" / f"{name}.csv"
    turn_bits(source.with_suffix(".parquet"), pl.read_csv(source))
    config.write_text(config.read_text().replace(f"{name}.csv", f"{name}.parquet"))
    told_as_damage(f"{name}.parquet", "combine", config, "-o", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_raw_lists_with_turned_bits_are_one_sentence(tmp_path):
    raw = tmp_path / "raw"
    assert CliRunner().invoke(
        main, ["simulate", "listed-persons", str(raw), "--persons", "60"]
    ).exit_code == 0  # fmt: skip
    turn_bits(raw / "police.parquet", pl.read_csv(raw / "police.csv", infer_schema=False))
    settings = raw / "linkage.toml"
    settings.write_text(settings.read_text().replace("police.csv", "police.parquet"))
    told_as_damage("police.parquet", "collect", "link", "run", settings, "-o", tmp_path / "l.csv")
    key = tmp_path / "holders.key"
    assert CliRunner().invoke(main, ["collect", "link", "key", str(key)]).exit_code == 0
    told_as_damage("police.parquet", "collect", "link", "hash", settings, tmp_path / "private",
                   "--key", key)  # fmt: skip


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


@pytest.mark.parametrize("error", [pl.exceptions.ShapeError, nw.exceptions.ShapeError])
def test_columns_of_other_lengths_than_the_head_says_are_damage(error):
    """So some engines find a Parquet file that declares other numbers of rows than it has."""
    told = "can't broadcast 'Maria' of length 0 to length 60"
    with (
        pytest.raises(DataError, match=r"t\.parquet is damaged or cut short") as caught,
        while_reading(["t.parquet"]),
    ):
        raise error(told)
    assert "Maria" not in caught.value.text
    with pytest.raises(error), while_reading([]):
        raise error(told)
