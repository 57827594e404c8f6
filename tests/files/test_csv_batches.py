"""CSV files are read in batches of rows, and come out as if they were read at once."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from measure87.files import csv_batches, read_source
from measure87.vocabulary.errors import DataError

TABLES = {
    "quotes": 'id,said\n1,"two\nlines, and ""more"""\n2,plain\n3,"\n\n"\n4,x\n',
    "no end": "a,b\n1,2\n3,4",
    "old ends": "a,b\r1,2\r3,x\r",
    "windows": "a,b\r\n1,2\r\n3,\r\n",
    "late text": "a,b\n" + "1,007\n" * 50 + "x,8\n",
    "late point": "a,b\n" + "1,-2\n" * 50 + "1.5,NaN\n",
    "commas": "a;b\n" + "1,5;2\n" * 40 + "7;2,25\n",
    "empties": "a,b,c\n" + ",,\n" * 30 + ",1,\n",
    "one column": "a\n" + "5\n" * 30,
    "infinite": "a\n1\n" * 3 + "1e999\n",
    "signs": "a,b\n" + "Mädchen,Ünal\n" * 20 + "Мария,ü\n",
    "blank before": "\n\r\n\na,b\n1,2\n",
    "blank below": "a,b\n\n1,2\n\n\n3,x\n\n4,\n",
    "blank old ends": "a,b\r\r1,2\r\r3,4\r",
    "blank windows": "a,b\r\n\r\n\r\n1,2\r\n3,4\r\n",
}


def frame_of(path, block, monkeypatch, **options):
    monkeypatch.setattr(csv_batches, "BLOCK", block)
    return read_source(path, **options).frame


@pytest.mark.parametrize(
    ("block", "encoding"),
    [
        *((block, "utf-8") for block in (5, 16, 61)),
        *((16, encoding) for encoding in ("utf-8-sig", "utf-16")),
        *(
            pytest.param(block, encoding, marks=pytest.mark.slow)
            for block in (5, 61)
            for encoding in ("utf-8-sig", "utf-16")
        ),
    ],
)
@pytest.mark.parametrize("name", TABLES)
def test_batches_of_any_size_give_the_same_table(tmp_path, monkeypatch, name, block, encoding):
    path = tmp_path / "t.csv"
    path.write_bytes(TABLES[name].encode(encoding))
    whole = frame_of(path, 10_000_000, monkeypatch)
    found = frame_of(path, block, monkeypatch)
    assert found.equals(whole)
    assert found.schema == whole.schema


@pytest.mark.parametrize("block", [5, 16, 10_000_000])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_empty_lines_below_the_names_are_rows_of_the_file_and_not_of_the_table(
    tmp_path, monkeypatch, block, ends
):
    path = tmp_path / "t.csv"
    lines = ["a,b", "", "", "1,x", "", "2,", "3,y", ""]
    path.write_text(ends.join(lines), "utf-8", newline="")
    monkeypatch.setattr(csv_batches, "BLOCK", block)
    source = read_source(path)
    assert source.frame.rows() == [(1, "x"), (2, None), (3, "y")]
    assert [source.rows.of(place) for place in range(3)] == [4, 6, 7]


def test_random_tables_come_back_cell_by_cell(tmp_path, monkeypatch):
    rng = random.Random(20)
    for trial in range(30):
        cells = [[rng.choice(["x", "", "1", "a,b", 'he said ""so""', "l\nm", "é"])
                  for _ in range(3)] for _ in range(rng.randint(1, 40))]  # fmt: skip
        rows = "".join(",".join(f'"{c}"' for c in row) + "\n" for row in cells)
        path = tmp_path / f"{trial}.csv"
        path.write_text(f"a,b,c\n{rows}t,t,t\n", newline="", encoding="utf-8")
        frame = frame_of(path, rng.randint(4, 40), monkeypatch)
        wanted = [tuple(c.replace('""', '"') or None for c in row) for row in cells if any(row)]
        assert frame.rows()[:-1] == wanted


@pytest.mark.parametrize(
    ("bad", "said"),
    [("1,2,3\n", "row 42 has 3"), ("1\n", "row 42 has 1"), ("=1+1,2\n", "first in row 42")],
)
def test_a_row_at_fault_is_named_by_its_place_in_the_file(tmp_path, monkeypatch, bad, said):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n" + "1,2\n" * 40 + bad + "1,2\n" * 40)
    for block in (13, 10_000_000):
        with pytest.raises(DataError, match=said):
            frame_of(path, block, monkeypatch)


def test_a_byte_that_is_no_letter_is_named_by_its_line(tmp_path, monkeypatch):
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 40 + b"\xe9,2\n")
    for block in (13, 10_000_000):
        with pytest.raises(DataError, match="in line 42"):
            frame_of(path, block, monkeypatch)


def test_a_quotation_mark_that_is_never_closed_does_not_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_batches, "_LONGEST", 1000)
    path = tmp_path / "t.csv"
    path.write_text('a,b\n1,"2\n' + "1,2\n" * 2000)
    with pytest.raises(DataError, match="a quotation mark is not closed"):
        frame_of(path, 100, monkeypatch)


READ = """
import sys
from measure87.files import read_source
from tests.own_peak import own_peak_bytes
print(read_source(sys.argv[1]).frame.height, own_peak_bytes())
"""


@pytest.mark.slow
def test_five_million_rows_are_read_with_less_than_600_megabytes(tmp_path):
    path = tmp_path / "large.csv"
    rows = "".join(f"{k},{k % 97},{1 + k % 5},{k % 2},{0.5 + k % 7},{k % 40}\n"
                   for k in range(10_000_000, 10_050_000))  # fmt: skip
    with path.open("w") as file:
        file.write("person,cluster,region,works,weight,hours\n")
        for _ in range(100):
            file.write(rows)
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    height, peak = map(int, done.stdout.split())
    assert height == 5_000_000
    assert peak < 600e6
