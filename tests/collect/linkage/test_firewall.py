"""Nothing that identifies anybody leaves: files, logs, output, errors, and the database itself."""

import io
import logging
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from measure87 import __file__ as package
from measure87.collect.linkage import (
    ListRecords,
    link_lists,
    link_records,
    parse_link_settings,
    read_link_settings,
    refuse_out,
)
from measure87.collect.linkage.draw_tables import coarse_strata, draw_tables
from measure87.collect.linkage.firewall import check_assessment, private_target, refuse_leaks
from measure87.collect.linkage.keyed_encoding import make_key
from measure87.collect.linkage.name_forms import plain_name, skeleton
from measure87.collect.linkage.quiet_database import in_quiet_database
from measure87.collect.linkage.record_forms import STRATUM
from measure87.vocabulary.errors import DataError, RefusedError, StudyError

pytest.importorskip("splink", reason="needs measure87[linkage]")


def identifiers(truth):
    """Names, their forms, dates and case numbers of everybody, long enough to be no chance."""
    found = set()
    for frame in truth.lists.values():
        for column in ("given_name", "family_name"):
            for name in frame[column].drop_nulls():
                found |= {name, name.lower(), plain_name(name), skeleton(plain_name(name))}
        dates = [text for text in frame["birth_date"].drop_nulls() if len(text) == 10]
        found |= {*dates, *(text.replace("-", "") for text in dates), *frame["case_no"]}
        found |= {"/".join(reversed(text.split("-"))) for text in dates}
    return sorted(text for text in found if text and len(text) >= 5)


def leaks(text, wanted):
    return [value for value in wanted if value in text]


@pytest.mark.slow
@pytest.mark.parametrize("way", ["clear", "hashed"])
def test_no_identifier_is_in_any_file_or_output(desk, truth, way, tmp_path_factory):
    """Runs the program as a user would, with folders of its own for everything temporary."""
    place = tmp_path_factory.mktemp("elsewhere")
    temporary = place / "tmp"
    temporary.mkdir()
    key = place / "holders.key"
    make_key(key)
    inputs = {path.name for path in desk.iterdir()}
    said = []

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, "-m", "measure87", "collect", "link", *map(str, arguments)],
            cwd=place,
            env={**os.environ, "TMPDIR": str(temporary), "HOME": str(place),
                 "MEASURE87_TRACEBACK": "1"},
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        said.extend([done.stdout, done.stderr])
        assert done.returncode == 0, done.stderr

    settings = desk / "linkage.toml"
    if way == "hashed":
        run("hash", settings, place / "private", "--key", key)
        settings = place / "hashed.toml"
        lists = "".join(f'[lists.{name}]\nhashed = "private/{name}.csv"\n' for name in truth.lists)
        settings.write_text(
            'schema = 1\ndraws = 5\nlabelled = "private/labelled-pairs.csv"\n[assessment]\n'
            f'file = "{desk / "impact-assessment.md"}"\ndestroy_by = 2099-12-31\n{lists}'
        )
    run("run", settings, "-o", place / "linked.csv", "--json")
    wanted = identifiers(truth)
    assert len(wanted) > 1_000
    assert not leaks("".join(said), wanted)
    written = [path for path in place.rglob("*") if path.is_file()]
    assert place / "linked.csv" in written
    for path in written:
        content = path.read_bytes().decode("latin-1")
        if path.parent.name == "private":
            # 32 hexadecimal digits may spell a date by chance; cells are checked to be hashes.
            continue
        assert not leaks(content, wanted), path.name
        if path != key:
            assert key.read_text().strip() not in content
    assert not list(temporary.rglob("*"))
    assert {path.name for path in desk.iterdir()} == inputs
    assert (place / "linked.csv").stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_nothing_is_logged_and_nothing_shown(clear, truth, capfd):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root, splink = logging.getLogger(), logging.getLogger("splink")
    compiler = logging.getLogger("numba")
    heard = compiler.level
    compiler.setLevel(logging.WARNING)  # it tells of every step, for minutes, and of no value
    before = (splink.level, splink.propagate, splink.handlers[:])
    root.addHandler(handler)
    root.setLevel(1)
    try:
        link_records(clear.lists, hashed=False, draws=3, seed=1)
    finally:
        root.removeHandler(handler)
        root.setLevel(logging.WARNING)
        compiler.setLevel(heard)
    shown = capfd.readouterr()
    assert shown.out == shown.err == ""
    written = stream.getvalue().splitlines()
    assert not [line for line in written if leaks(line, identifiers(truth))]
    assert (splink.level, splink.propagate, splink.handlers[:]) == before


def test_the_database_cannot_touch_a_file(tmp_path):
    import duckdb

    def look(connection):
        settings = dict(
            connection.execute(
                "select name, value from duckdb_settings() where name in "
                "('temp_directory', 'enable_external_access', 'lock_configuration')"
            ).fetchall()
        )
        for forbidden in (
            "set enable_external_access = true",
            f"copy (select 'Olena') to '{tmp_path / 'x.csv'}'",
            "create table t as select * from read_csv('/etc/hostname')",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(forbidden)
        return settings

    settings = in_quiet_database(look)
    assert settings["temp_directory"] in ("", None)
    assert settings["enable_external_access"] == "false"
    assert not list(tmp_path.iterdir())


def test_a_failure_of_the_database_shows_no_value():
    with pytest.raises(DataError) as failed:
        in_quiet_database(lambda c: c.execute("select cast('Olena 1990-05-31' as integer)"))
    error = failed.value
    assert error.code == "linkage-failed"
    assert "Olena" not in f"{error} {error.__cause__} {error.__context__}"


@pytest.mark.parametrize("key", ["write_back", "return_to", "keep_ids", "clusters"])
@pytest.mark.parametrize("place", ["top", "list"])
def test_asking_who_is_on_which_list_is_refused(desk, key, place):
    text = (desk / "linkage.toml").read_text()
    text = f"{key} = true\n{text}" if place == "top" else text.replace(
        '[lists.police]', f"[lists.police]\n{key} = true"
    )  # fmt: skip
    (desk / "linkage.toml").write_text(text)
    with pytest.raises(RefusedError) as refused:
        read_link_settings(desk / "linkage.toml")
    assert refused.value.code == "no-write-back"


@pytest.mark.parametrize("column", ["first_name", "last_name", "date_of_birth", "file_no"])
def test_a_stratum_that_identifies_is_refused(desk, column):
    text = (desk / "linkage.toml").read_text()
    text = text.replace('strata = { sex = "sex" }', f'strata = {{ sex = "{column}" }}', 1)
    (desk / "linkage.toml").write_text(text)
    with pytest.raises(RefusedError) as refused:
        read_link_settings(desk / "linkage.toml")
    assert refused.value.code == "no-identifiers-out"


def with_stratum(values):
    frame = pl.DataFrame({STRATUM + "group": values}, schema={STRATUM + "group": pl.String})
    return [ListRecords("a", frame, True)]


def test_rare_values_of_a_stratum_are_put_together():
    values = coarse_strata(with_stratum(["x"] * 12 + ["y"] * 9 + ["z"] + [None] * 11))["group"]
    assert dict(values.value_counts().rows()) == {"x": 12, "other": 10, "unknown": 11}


@pytest.mark.parametrize(
    "values",
    [[f"v{i}" for i in range(40)], [f"v{i % 25}" for i in range(300)]],
    ids=["one each", "too many"],
)
def test_a_fine_stratum_is_refused(values):
    with pytest.raises(RefusedError) as refused:
        coarse_strata(with_stratum(values))
    assert refused.value.code == "too-fine"
    assert "v1" not in str(refused.value)


def test_rows_of_a_draw_do_not_keep_the_order_of_the_lists():
    records = [ListRecords("a", pl.DataFrame({STRATUM + "g": ["x"] * 50 + ["y"] * 50}), True)]
    table = draw_tables(records, np.array([np.arange(100)] * 2), np.random.default_rng(1))
    first, second = (part["g"].to_list() for part in table.partition_by("draw"))
    assert first != ["x"] * 50 + ["y"] * 50
    assert first != second
    assert sorted(first) == sorted(second)


def test_a_person_has_the_stratum_of_most_of_her_records():
    values = ["x"] * 20 + ["y"] * 10 + [None] * 20
    records = [ListRecords("a", pl.DataFrame({STRATUM + "g": values}), False)]
    label = np.array([[0] * 50])
    table = draw_tables(records, label, np.random.default_rng(1))
    assert table.rows() == [(1, 1, "x")]


@pytest.mark.parametrize(
    "frame",
    [
        pl.DataFrame({"draw": [1], "a": [1], "name": ["Olena"]}),
        pl.DataFrame({"draw": pl.Series([1], dtype=pl.Int32), "a": pl.Series([2], dtype=pl.Int8)}),
        pl.DataFrame({"draw": pl.Series([1], dtype=pl.Int32), "a": ["1"]}),
        pl.DataFrame({"draw": pl.Series([1], dtype=pl.Int32), "a": pl.Series([0], dtype=pl.Int8)}),
    ],
    ids=["another column", "another number", "text", "on no list"],
)
def test_a_table_with_anything_else_does_not_leave(frame):
    with pytest.raises(DataError) as refused:
        refuse_leaks(frame, ["a"], [])
    assert refused.value.code == "leak"
    assert "Olena" not in str(refused.value)


def test_rows_of_persons_do_not_go_where_released_results_lie(tmp_path):
    with pytest.raises(RefusedError) as refused:
        refuse_out(tmp_path / "out" / "linked.csv")
    assert refused.value.code == "not-released"
    with pytest.raises(RefusedError):
        refuse_out(tmp_path / "out.previous" / "linked.csv")
    refuse_out(tmp_path / "linked.csv")


def test_a_private_folder_that_is_a_link_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "private").symlink_to("elsewhere")
    with pytest.raises(RefusedError, match="is a link"):
        private_target(tmp_path / "private" / "hashed.csv")


def test_the_assessment_must_be_there_and_filled(desk):
    path = desk / "impact-assessment.md"
    later = date(2099, 1, 1)
    check_assessment(path, later)
    filled = path.read_text()
    for text, code in (
        (filled.replace("## Risks", "## Other"), "assessment-not-filled"),
        (filled.replace("To try out", "[fill in: why] "), "assessment-not-filled"),
    ):
        path.write_text(text)
        with pytest.raises(StudyError) as refused:
            link_lists(read_link_settings(desk / "linkage.toml"))
        assert refused.value.code == code
    path.unlink()
    with pytest.raises(StudyError) as refused:
        check_assessment(path, later)
    assert refused.value.code == "no-assessment"


def test_what_is_not_filled_in_is_found_by_its_line(desk):
    path = desk / "impact-assessment.md"
    before = path.read_text().rstrip("\n")
    path.write_text(f"{before}\n\n[fill in:\nwhy]\n[fill in: who]\n")
    with pytest.raises(StudyError) as refused:
        check_assessment(path, date(2099, 1, 1))
    line = before.count("\n") + 3
    assert refused.value.text.endswith(f"blanks are left (2, the first in line {line})")


def test_after_the_day_of_destruction_nothing_is_linked(desk):
    day = date(2024, 12, 31)
    path = desk / "impact-assessment.md"
    check_assessment(path, day, today=day)
    with pytest.raises(StudyError) as refused:
        check_assessment(path, day, today=date(2025, 1, 1))
    assert refused.value.code == "past-destruction"


def test_the_template_is_refused_until_it_is_filled(desk):
    template = Path(package).parents[2] / "docs" / "how-to" / "linkage-impact-assessment.md"
    path = desk / "impact-assessment.md"
    path.write_text(template.read_text("utf-8"))
    with pytest.raises(StudyError) as refused:
        check_assessment(path, date(2099, 1, 1))
    assert "blanks" in refused.value.text


def test_settings_without_an_assessment_are_refused(desk):
    with pytest.raises(StudyError) as refused:
        parse_link_settings({"schema": 1, "lists": {}}, desk, "linkage.toml")
    assert "assessment" in refused.value.text
