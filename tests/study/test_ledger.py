"""Releases of one study after each other: what left before is known, and stays so.

A study of three hundred persons, released again in its folder: as it was, by other groups, and with
other persons.
"""

import shutil
import tomllib
from datetime import date

import polars as pl
import pytest

from measure87.study import check_study, run_study
from measure87.study.ledger import opening, store
from measure87.study.ledger.store import read_ledger
from measure87.study.survey import recipe
from measure87.vocabulary.errors import StudyError
from tests.study import tiny
from tests.study.test_disclosure_settings import say

MEASURE = "child_labour_icls"


def released(folder):
    """Every byte of a release."""
    return {p.name: p.read_bytes() for p in sorted((folder / "out").rglob("*")) if p.is_file()}


def by(folder, *tables):
    """Ask for other groups."""
    path = folder / "study.toml"
    lines = path.read_text().splitlines(keepends=True)
    asked = ", ".join(f'"{one}"' for one in tables)
    path.write_text("".join(f"by = [{asked}]\n" if x.startswith("by =") else x for x in lines))


def shown(result):
    """Groups of which the main measure is shown, with their counts."""
    return {
        tuple(sorted(e.group.items())): (e.n, e.n_cases)
        for e in result.estimates
        if e.name == MEASURE and not e.suppressed
    }


def codes(result):
    return [one.code for one in result.warnings]


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """A study that was released by sex and by area."""
    folder = tmp_path_factory.mktemp("ledger") / "s"
    tiny.write_study(folder)
    run_study(folder)
    return folder


@pytest.fixture
def folder(once, tmp_path):
    return shutil.copytree(once, tmp_path / "s")


def test_the_first_release_makes_a_ledger_and_the_same_again_gives_the_same_bytes(folder):
    first = released(folder)
    identity = tomllib.loads((folder / "study.toml").read_text())["disclosure"]["ledger"]
    assert read_ledger(folder).id == identity
    assert f'"ledger": "{identity}"'.encode() in first["manifest.json"]
    run_study(folder)
    assert released(folder) == first
    assert len(read_ledger(folder).entries) == 1


def test_other_groups_are_judged_with_those_of_before_and_the_first_come_out_the_same(folder):
    first = released(folder)
    by(folder, "sex*area")
    second = run_study(folder)
    assert second.diagnostics.disclosure.rules.earlier_releases == 1
    by(folder, "sex", "area")
    run_study(folder)
    assert released(folder) == first
    assert len(read_ledger(folder).entries) == 2


def test_a_run_cut_off_before_it_publishes_leaves_its_entry_and_the_next_comes_out_the_same(
    folder, monkeypatch
):
    first = released(folder)
    by(folder, "sex*area")

    def cut_off(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(recipe, "publish", cut_off)
        with pytest.raises(KeyboardInterrupt):
            run_study(folder)
    assert released(folder) == first
    (_, entry) = read_ledger(folder).entries
    run_study(folder)
    assert (folder / "out" / "estimates.json").read_text() == entry.text
    assert len(read_ledger(folder).entries) == 2


def test_an_entry_that_was_cut_off_while_it_was_written_is_none(folder, monkeypatch):
    by(folder, "sex*area")
    real = store.write_whole

    def cut_off(path, *rest, **how):
        if path.name == "entry.json":
            raise KeyboardInterrupt
        real(path, *rest, **how)

    first = released(folder)
    with monkeypatch.context() as cut:
        cut.setattr(store, "write_whole", cut_off)
        with pytest.raises(KeyboardInterrupt):
            run_study(folder)
    assert len(read_ledger(folder).entries) == 1
    assert released(folder) == first
    run_study(folder)
    assert [p.name for p in sorted((folder / "private" / "ledger").iterdir())] == [
        "0001", "0002", "ledger.json"
    ]  # fmt: skip


def test_a_trial_writes_nothing(folder):
    def everything():
        return {p: p.stat().st_mtime_ns for p in folder.rglob("*") if p.name != "run.lock"}

    before = everything()
    by(folder, "sex*area")
    before[folder / "study.toml"] = (folder / "study.toml").stat().st_mtime_ns
    assert check_study(folder).is_computable
    assert everything() == before


def test_the_ledger_has_persons_by_codes_and_no_answers(folder):
    (file,) = (folder / "private" / "ledger").rglob("*.parquet")
    frame = pl.read_parquet(file)
    assert frame.columns == [
        "person",
        "weight",
        "weighs",
        "design",
        "by area",
        "by sex",
        "among 5-17",
    ]
    (entry,) = read_ledger(folder).entries
    (census,) = entry.censuses.values()
    assert {*census.universes.values()} == {"5-17"}
    assert frame.height == frame["person"].n_unique() == frame["weight"].n_unique() == 300
    assert frame["person"].is_sorted()
    assert (file.stat().st_mode & 0o077) == 0
    assert not {str(1000 + k) for k in range(300)} & {*frame["person"]}


def test_an_id_without_its_ledger_is_refused_until_somebody_signs(folder):
    identity = read_ledger(folder).id
    shutil.rmtree(folder / "private" / "ledger")
    before = released(folder)
    for run in (check_study, run_study):
        with pytest.raises(StudyError) as fault:
            run(folder)
        assert fault.value.code == "no-ledger"
        assert identity in fault.value.text
    assert released(folder) == before
    say(folder, 'nothing_released_before = { date = 2026-11-28, name = "A. Head" }')
    result = run_study(folder)
    assert read_ledger(folder).id == identity
    (notice,) = (one for one in result.warnings if one.code == "nothing-released-before")
    assert notice.values == {"name": "A. Head", "date": "2026-11-28"}
    after = released(folder)
    assert b'"nothing_released_before": {' in after["manifest.json"]
    assert "A. Head stated on 2026-11-28" in after["report.html"].decode()


def test_a_copy_for_another_round_is_told_to_take_out_the_line(folder, tmp_path):
    identity = read_ledger(folder).id
    other = tmp_path / "next"
    shutil.copytree(folder, other, ignore=shutil.ignore_patterns("out", "private"))
    with pytest.raises(StudyError) as fault:
        check_study(other)
    line = f'ledger = "{identity}"'
    assert f"study.toml is a copy of another study's, take out its line {line}" in fault.value.hint
    path = other / "study.toml"
    path.write_text(path.read_text().replace(line, ""))
    check_study(other)


def test_another_ledger_than_that_of_the_file_is_refused(folder):
    path = folder / "study.toml"
    path.write_text(path.read_text().replace('ledger = "', 'ledger = "other'))
    with pytest.raises(StudyError) as fault:
        run_study(folder)
    assert fault.value.code == "no-ledger"


def test_a_ledger_under_another_key_is_refused_and_with_both_lost_a_statement_makes_both(folder):
    (folder / "private" / "hash.key").unlink()
    for run in (check_study, run_study):
        with pytest.raises(StudyError, match=r"hash\.key is not the one") as fault:
            run(folder)
        assert fault.value.code == "no-ledger"
    before = read_ledger(folder).id
    shutil.rmtree(folder / "private")
    say(folder, 'nothing_released_before = { date = 2026-11-28, name = "A. Head" }')
    run_study(folder)
    after = read_ledger(folder).id
    assert after != before
    assert tomllib.loads((folder / "study.toml").read_text())["disclosure"]["ledger"] == after
    run_study(folder)


def test_a_ledger_that_the_file_does_not_name_is_found(folder):
    identity = read_ledger(folder).id
    path = folder / "study.toml"
    path.write_text(path.read_text().partition("[disclosure]")[0])
    first = released(folder)
    run_study(folder)
    assert released(folder) == first
    assert f'ledger = "{identity}"' in path.read_text()


def test_a_ledger_that_cannot_be_read_is_refused(folder):
    (entry,) = (folder / "private" / "ledger").rglob("entry.json")
    entry.write_text("{}")
    with pytest.raises(StudyError) as fault:
        run_study(folder)
    assert fault.value.code == "bad-ledger"


def test_after_its_day_the_entries_are_destroyed_and_the_release_says_so(folder, monkeypatch):
    ten_years = read_ledger(folder).until
    assert ten_years.year == opening.today().year + 10
    monkeypatch.setattr(opening, "today", lambda: date(ten_years.year + 1, 2, 28))
    path = folder / "persons.csv"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    result = run_study(folder)
    (notice,) = (one for one in result.warnings if one.code == "ledger-destroyed")
    assert notice.values == {"date": f"{ten_years.year + 1}-02-28"}
    ledger = read_ledger(folder)
    assert len(ledger.entries) == 1
    assert len(next(iter(ledger.entries[0].censuses.values())).codes) == 299
    assert ledger.until.year == ten_years.year + 11


def test_one_person_less_leaves_the_earlier_release_as_it_is(folder):
    path = folder / "persons.csv"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    before, entries = released(folder), len(read_ledger(folder).entries)
    with pytest.raises(StudyError) as fault:
        run_study(folder)
    assert fault.value.code == "too-few-differ"
    assert "1299" not in str(fault.value)
    assert released(folder) == before
    assert len(read_ledger(folder).entries) == entries


def test_where_the_law_wants_it_each_figure_of_her_groups_is_hidden(folder):
    """She was of sex 2 and area 2, and worked or not: nothing of that is looked at."""
    path = folder / "persons.csv"
    rows = path.read_text().splitlines(keepends=True)
    first = shown(run_study(folder))
    assert {(), (("sex", "2"),), (("area", "2"),)} <= first.keys()
    path.write_text("".join(rows[:-1]))
    say(folder, 'withdrawn = "hide"')
    result = run_study(folder)
    now = shown(result)
    assert now == {group: first[group] for group in ((("sex", "1"),), (("area", "1"),))}
    assert {"few-left-or-came", "other-persons", "no-longer-shown"} <= {*codes(result)}
    assert set(result.diagnostics.undetermined[MEASURE].values()) <= {0, "not-shown"}


def test_a_day_or_a_name_alone_is_no_statement(folder):
    say(folder, 'nothing_released_before = { name = "A. Head" }')
    with pytest.raises(StudyError, match="a day and a name"):
        run_study(folder)
