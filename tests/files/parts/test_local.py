"""Tables in parts of this machine: folders, patterns, keys in names of folders, faults by name."""

import json
import random
from pathlib import Path

import polars as pl
import pytest

from measure87.cli import main
from measure87.files import digest_of, read_source, require_unchanged
from measure87.vocabulary.errors import DataError, UsageError

PERSONS = pl.DataFrame(
    {
        "stratum": [k // 60 for k in range(240)],
        "psu": [k // 10 for k in range(240)],
        "weight": [1.0 + (k % 7) / 3 for k in range(240)],
        "work": [int(k % 9 == 0) for k in range(240)],
        "sex": [1 + k % 2 for k in range(240)],
    }
)


def written(folder, frames):
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        frame.write_parquet(folder / name)
    return folder


def cut(rows, *, at):
    return [PERSONS[a:b] for a, b in zip([0, *at], [*at, rows], strict=True)]


def estimated(path, capsys):
    arguments = [
        "estimate",
        "survey",
        str(path),
        "--measure",
        "work",
        "--by",
        "sex",
        "--weight",
        "weight",
    ]
    arguments += ["--strata", "stratum", "--cluster", "psu", "--json"]
    with pytest.raises(SystemExit, match=r"^0$"):
        main(arguments)
    return json.loads(capsys.readouterr().out)["estimates"]


def test_parts_in_any_order_with_strata_and_clusters_cut_give_the_same_figures(tmp_path, capsys):
    PERSONS.write_parquet(tmp_path / "whole.parquet")
    whole = estimated(tmp_path / "whole.parquet", capsys)
    parts = [*cut(240, at=[13, 77, 145, 146]), PERSONS[:0]]
    for seed in range(4):
        random.Random(seed).shuffle(parts)
        folder = written(
            tmp_path / f"t{seed}", {f"p{k}.parquet": one for k, one in enumerate(parts)}
        )
        for table in (folder, folder / "*.parquet"):
            assert near(estimated(table, capsys), whole)


def near(found, expected):
    """Whether figures are the same but for the order in which their rows were added up."""
    numbers = [
        [one.pop(name) for name in sorted(one) if isinstance(one[name], float)]
        for one in (*found, *(dict(e) for e in expected))
    ]
    texts = [{k: v for k, v in one.items() if not isinstance(v, float)} for one in expected]
    half = len(found)
    return found == texts and numbers[:half] == [
        pytest.approx(n, rel=1e-12) for n in numbers[half:]
    ]


def test_names_of_folders_are_columns_and_codes_with_a_zero_stay_codes(tmp_path):
    folder = written(
        tmp_path / "t",
        {
            f"year={year}/area={area}/p.parquet": pl.DataFrame({"work": [1, 0]})
            for year in (2019, 2020)
            for area in ("01", "north%20east", "__HIVE_DEFAULT_PARTITION__")
        },
    )
    (folder / "_SUCCESS").touch()
    (folder / ".p.parquet.crc").write_bytes(b"x")
    found = read_source(folder)
    assert found.columns == ("work", "year", "area")
    table = found.lazy.collect()
    assert table.schema == {"work": pl.Int64, "year": pl.Int64, "area": pl.String}
    assert set(table["area"]) == {"01", "north east", None}
    assert table.height == 12
    assert read_source(folder, ["YEAR"]).columns == ("year",)


def test_a_key_that_is_a_column_too_is_refused(tmp_path):
    folder = written(tmp_path / "t", {"work=1/p.parquet": pl.DataFrame({"work": [1]})})
    with pytest.raises(DataError, match=r"folders of work=1/p\.parquet: work is a column too"):
        read_source(folder)
    folder = written(tmp_path / "u", {"a=1/p.parquet": PERSONS, "p.parquet": PERSONS})
    with pytest.raises(DataError, match="a is in the names of others"):
        read_source(folder)


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (PERSONS.drop("sex"), "b.parquet has no column sex, which is in a.parquet"),
        (PERSONS.with_columns(age=1), "b.parquet has a column age, which is not in a.parquet"),
        (
            PERSONS.with_columns(pl.col("sex").cast(pl.String)),
            r"b.parquet holds text in sex, and not whole numbers \(Int64\) as in a.parquet",
        ),
    ],
)
def test_parts_of_other_columns_are_named(tmp_path, other, message):
    folder = written(tmp_path / "t", {"a.parquet": PERSONS, "b.parquet": other})
    with pytest.raises(DataError, match=message):
        read_source(folder)


def test_a_damaged_part_is_named_and_nothing_of_it_repeated(tmp_path):
    folder = written(tmp_path / "t", {"a.parquet": PERSONS, "b.parquet": PERSONS})
    content = (folder / "b.parquet").read_bytes()
    (folder / "b.parquet").write_bytes(content[: len(content) // 2])
    with pytest.raises(DataError, match=r"b\.parquet is damaged or cut short"):
        read_source(folder)


def test_what_is_no_part_is_not_passed_over(tmp_path):
    folder = written(tmp_path / "t", {"a.parquet": PERSONS})
    (folder / "b.csv").write_text("work\n1\n")
    with pytest.raises(DataError, match=r"b\.csv is among the parts of t and is no Parquet file"):
        read_source(folder)
    (tmp_path / "empty").mkdir()


@pytest.mark.parametrize("given", ["empty", "./empty", "in/a folder", "*.parquet", "in/*.parquet"])
def test_a_folder_without_parts_is_named_as_it_was_given(tmp_path, monkeypatch, given):
    (tmp_path / "empty").mkdir()
    (tmp_path / "in" / "a folder").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError) as no:
        read_source(given)
    assert no.value.text.endswith(f"{' in' if '*' not in given else ' like'} {Path(given)}")
    assert no.value.where is None


def test_a_part_that_lies_elsewhere_is_refused(tmp_path):
    folder = written(tmp_path / "t", {"a.parquet": PERSONS})
    PERSONS.write_parquet(tmp_path / "b.parquet")
    (folder / "b.parquet").symlink_to(tmp_path / "b.parquet")
    with pytest.raises(UsageError, match=r"b\.parquet in t is a link"):
        read_source(folder)


def test_the_digest_is_of_paths_and_contents(tmp_path):
    folder = written(tmp_path / "t", {"a.parquet": PERSONS[:9], "b.parquet": PERSONS[9:]})
    found = read_source(folder)
    assert digest_of(folder) == found.sha256
    require_unchanged(folder, found)
    moved = written(tmp_path / "u", {"a.parquet": PERSONS[:9], "c.parquet": PERSONS[9:]})
    assert digest_of(moved) != found.sha256
    PERSONS[8:].write_parquet(folder / "b.parquet")
    with pytest.raises(DataError, match="a part of t changed while it was read"):
        require_unchanged(folder, found)


def test_a_file_whose_name_has_brackets_is_that_file(tmp_path):
    PERSONS.write_parquet(tmp_path / "round[3].parquet")
    assert read_source(tmp_path / "round[3].parquet").name == Path("round[3].parquet").name
