"""Lists that are released again: fewer persons than may be told do not leave a trace."""

import json
import re
import shutil
from dataclasses import replace

import numpy as np
import pytest

from measure87.disseminate.gate.lists.rounded_cells import CellRounding
from measure87.estimate.multiple_lists import CaptureTable
from measure87.estimate.multiple_lists.capture.list_study import ListStudy
from measure87.study import check_study, run_study
from measure87.study.keyed_hash import HashKey
from measure87.study.ledger.store import Entry
from measure87.study.lists.kept_cells import CELLS, KeptCells, TableKind
from measure87.study.lists.rounded import rounded_study
from measure87.vocabulary.errors import StudyError
from tests.disseminate.invented_lists import COUNTED
from tests.study.test_list_study import filled

KEY = HashKey(bytes(range(32)))
LISTS = ("police", "ngo", "hotline")
COUNTS = np.array([120, 90, 12, 81, 9, 6, 2])
HISTORIES = np.array([[h >> j & 1 for j in range(3)] for h in range(1, 8)])


def study(counts=COUNTS, lists=LISTS, histories=HISTORIES, stratum=""):
    table = CaptureTable.from_histories(lists, histories, counts)
    return ListStudy(COUNTED, {stratum: [table]})


def changed(**by):
    counts = COUNTS.copy()
    for cell, number in by.items():
        counts[int(cell[1:])] += number
    return counts


KIND = TableKind(LISTS, (), 3)


def released(now, entries=(), kind=KIND, key=KEY):
    """What is released of a study beside earlier releases, and the ledger with it."""
    cells = KeptCells(now, key, entries)
    found = rounded_study(now, CellRounding(kind.base, key.secret, cells)).study
    entry = Entry(kind.hashed(key), "", {CELLS: cells.census(found)})
    return found, [*entries, *([] if entry in entries else [entry])]


def refused(now, *before, kind=KIND):
    entries = []
    for one in before:
        entries = released(one, entries, kind)[1]
    cells = KeptCells(now, KEY, entries)
    try:
        cells.require_same_kind(kind)
        cells.require_enough_differ(kind.base)
    except StudyError as error:
        return error.code
    return None


@pytest.mark.parametrize(
    ("by", "code"),
    [
        ({}, None),
        ({"c6": 1}, "too-few-differ"),
        ({"c6": -2}, "too-few-differ"),
        ({"c0": -1, "c2": 1}, "too-few-differ"),
        ({"c0": 3}, None),
        ({"c0": 1, "c1": 1, "c3": 1}, None),
        ({"c5": 40}, None),
    ],
)
def test_fewer_persons_than_may_be_told_leave_the_earlier_release_as_it_is(by, code):
    assert refused(study(changed(**by)), study()) == code


def test_each_release_before_is_compared():
    first, second = study(), study(changed(c0=9))
    assert refused(study(changed(c0=9, c6=1)), first, second) == "too-few-differ"
    assert refused(study(changed(c6=1)), second, first) == "too-few-differ"
    five = replace(KIND, base=5)
    assert refused(study(changed(c0=4)), first, kind=five) == "too-few-differ"


def test_the_order_of_columns_does_not_matter():
    turned = study(COUNTS, LISTS[::-1], HISTORIES[:, ::-1])
    kept = [released(one)[1][0].censuses[CELLS].codes for one in (turned, study())]
    assert kept[0] == kept[1]
    assert replace(KIND, lists=LISTS[::-1]).hashed(KEY) == KIND.hashed(KEY)


def test_a_stratum_that_came_or_went_counts_all_its_persons():
    one = study()
    both = replace(
        one, tables={**one.tables, "north": study(np.array([1, 0, 0, 1, 0, 0, 0])).tables[""]}
    )
    assert refused(both, one) == refused(one, both) == "too-few-differ"


def test_what_is_kept_tells_nobody_without_the_key_a_count():
    (one,) = released(study())[1]
    kept = one.censuses[CELLS]
    assert len(kept.codes) == 7
    (other,) = released(study(), key=HashKey(bytes(32)))[1]
    assert not kept.codes.keys() & other.censuses[CELLS].codes.keys()
    said = " ".join(str(code) for codes in kept.codes.values() for code in codes)
    assert len(set(said.split())) == 7 + 7 + 1
    assert re.fullmatch("[0-9a-f ]+", said)


def lines(counts):
    rows = [",".join(map(str, [*row, n])) for row, n in zip(HISTORIES, counts, strict=True)]
    return "\n".join([",".join(["Police", "NGO", "Hotline", "persons"]), *rows]) + "\n"


QUICK = 'methods = ["independence", "chao"]\nbootstrap = 100\n'


def test_a_run_refuses_one_person_more_and_gives_the_same_bytes_again(tmp_path):
    folder = filled(tmp_path / "s", lines(COUNTS), QUICK)
    run_study(folder)
    out, table = folder / "out", tmp_path / "s" / "lists.csv"
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    ledger = folder / "private" / "ledger"
    assert [one.name for one in sorted(ledger.iterdir()) if one.is_dir()] == ["0001"]
    assert (
        json.loads((ledger / "ledger.json").read_text())["id"]
        in (folder / "study.toml").read_text()
    )
    run_study(folder)
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before
    table.write_text(lines(changed(c6=1)))
    for attempt in (run_study, check_study):
        with pytest.raises(StudyError, match="fewer than 3 persons") as error:
            attempt(folder)
        assert error.value.code == "too-few-differ"
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before
    table.write_text(lines(changed(c0=8)))
    run_study(folder)
    assert [one.name for one in sorted(ledger.iterdir()) if one.is_dir()] == ["0001", "0002"]


def test_a_lost_ledger_refuses_and_a_signed_statement_is_printed(tmp_path):
    folder = filled(tmp_path / "s", lines(COUNTS), QUICK)
    settings = folder / "study.toml"
    settings.write_text(re.sub(r'(?m)^language = "en"', 'language = "fr"', settings.read_text()))
    run_study(folder)
    manifest = json.loads((folder / "out" / "manifest.json").read_text("utf-8"))
    assert f'ledger = "{manifest["ledger"]}"' in settings.read_text()
    shutil.rmtree(folder / "private" / "ledger")
    with pytest.raises(StudyError) as error:
        run_study(folder)
    assert error.value.code == "no-ledger"
    signed = '[disclosure]\nnothing_released_before = { date = 2026-11-28, name = "A. Head" }'
    settings.write_text(settings.read_text().replace("[disclosure]", signed))
    run_study(folder)
    manifest = json.loads((folder / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["nothing_released_before"] == {"date": "2026-11-28", "name": "A. Head"}
    page = (folder / "out" / "report.html").read_text("utf-8")
    assert "A. Head" in page
    assert "A. Head</bdi> a déclaré le <bdi>" in page


def test_counts_that_are_public_are_kept_in_no_ledger(tmp_path):
    folder = filled(tmp_path / "s", lines(COUNTS), QUICK)
    text = (folder / "study.toml").read_text()
    assert "minimum_cases = 3 " in text
    (folder / "study.toml").write_text(text.replace("minimum_cases = 3 ", "minimum_cases = 1 "))
    run_study(folder)
    assert not (folder / "private" / "ledger").exists()
    assert "ledger" not in (folder / "study.toml").read_text()


def small(rng):
    """A study of three lists, with many small cells."""
    return np.array([*rng.integers(5, 60, 3), *rng.integers(0, 6, 4)])


def behind(cells):
    """The counts that may lie behind a rounded cell."""
    return {count for count in range(cells + 3) if abs(count - cells) < 3}


def table(study_, stratum=""):
    return study_.tables[stratum][0].counts.tolist()


@pytest.mark.parametrize("seed", range(40))
def test_a_cell_whose_count_is_as_it_was_keeps_its_rounding_edition_by_edition(seed):
    """Five editions in which other cells grow: no cell is known better than by one edition."""
    rng = np.random.default_rng(seed)
    key, counts, entries = HashKey(rng.bytes(32)), small(rng), []
    seen = [set(range(1000)) for _ in counts]
    for _ in range(5):
        found, entries = released(study(counts), entries, key=key)
        rounded = table(found)
        seen = [ways & behind(cell) for ways, cell in zip(seen, rounded, strict=True)]
        counts = counts.copy()
        counts[[0, 1, 2]] += rng.integers(1, 9, 3)
    assert all(len(seen[k]) >= 3 and counts[k] in seen[k] for k in (3, 4, 5, 6))
    assert len(entries) == 5


def test_without_that_the_second_edition_tells_cells(monkeypatch):
    """The protection off: each edition rounds every cell anew."""
    monkeypatch.setattr(KeptCells, "is_first", True)
    told = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        key, counts, entries = HashKey(rng.bytes(32)), small(rng), []
        seen = [set(range(1000)) for _ in counts]
        for _ in range(5):
            found, entries = released(study(counts), entries, key=key)
            seen = [ways & behind(cell) for ways, cell in zip(seen, table(found), strict=True)]
            counts = counts.copy()
            counts[[0, 1, 2]] += rng.integers(1, 9, 3)
        told += any(len(seen[k]) < 3 for k in (3, 4, 5, 6))
    assert told >= 20


def test_counts_that_stood_as_they_are_do_so_again_and_are_rounded_once_somebody_came():
    large = np.full(7, 40)
    found, entries = released(study(large))
    assert found.rounded_to == {}
    again, same = released(study(large), entries)
    assert again.rounded_to == {}
    assert same == entries
    more = large.copy()
    more[:3] += 1
    beside, entries = released(study(more), entries)
    assert beside.rounded_to == {"": 3}
    assert all(cell % 3 == 0 for cell in table(beside))
    again, same = released(study(more), entries)
    assert table(again) == table(beside)
    assert same == entries


def test_each_cell_alone_goes_up_as_often_as_its_rest_says():
    entries = released(study(np.full(7, 30)))[1]
    ups = np.zeros(3)
    for k in range(300):
        key = HashKey(k.to_bytes(32))
        entries = released(study(np.full(7, 30)), key=key)[1]
        found = released(study(np.array([30, 31, 32, 60, 61, 62, 90])), entries, key=key)[0]
        ups += np.array(table(found)[:3]) > np.array([30, 31, 32])
    assert ups / 300 == pytest.approx([0, 1 / 3, 2 / 3], abs=0.11)


def by(strata, counts=COUNTS):
    tables = {name: study(counts).tables[""] for name in strata}
    return replace(study(), tables=tables)


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (study(), replace(KIND, base=5)),
        (study(), replace(KIND, lists=("Police", "ngo", "hotline"))),
        (study(), replace(KIND, lists=("police", "ngo"))),
        (study(), replace(KIND, lists=(*LISTS, "church"))),
        (study(), replace(KIND, by=("strata year",))),
        (study(changed(c0=90)), replace(KIND, by=("draw d",))),
    ],
    ids=["base", "renamed", "fewer", "more", "strata", "draws"],
)
def test_tables_of_another_kind_leave_the_earlier_release_as_it_is(now, kind):
    entries = released(study())[1]
    with pytest.raises(StudyError) as error:
        KeptCells(now, KEY, entries).require_same_kind(kind)
    assert error.value.code == "other-tables"


def test_strata_may_come_but_not_under_another_name():
    kind = replace(KIND, by=("strata year",))
    entries = released(by(["2019", "2020"]), kind=kind)[1]
    for strata, fits in (
        (["2019", "2020", "2021"], True),
        (["2019"], True),
        (["2020", "x"], False),
    ):
        cells = KeptCells(by(strata), KEY, entries)
        if fits:
            cells.require_same_kind(kind)
        else:
            with pytest.raises(StudyError, match="other lists, strata"):
                cells.require_same_kind(kind)


@pytest.mark.parametrize(
    ("before", "now", "fits"),
    [
        ({"rest": 0}, {"rest": -3, "north": 0}, False),
        ({"rest": 0}, {"rest": 2, "north": 0}, True),
        ({"rest": 0, "north": 0}, {"rest": 3}, False),
        ({"rest": 0, "north": 0}, {"rest": -3}, True),
        ({"rest": 0, "north": 0}, {"rest": 3, "north": -3}, True),
    ],
    ids=["parted", "new", "put together", "closed", "grown and shrunk"],
)
def test_strata_are_not_parted_or_put_together_under_a_name_that_stays(before, now, fits):
    """By so many more or fewer persons in the first cell; a stratum of others may come or close."""

    def drawn(strata):
        tables = {name: study(changed(c0=more)).tables[""] for name, more in strata.items()}
        return replace(study(), tables=tables)

    kind = replace(KIND, by=("strata year",))
    cells = KeptCells(drawn(now), KEY, released(drawn(before), kind=kind)[1])
    if fits:
        cells.require_same_kind(kind)
    else:
        with pytest.raises(StudyError, match="other lists, strata"):
            cells.require_same_kind(kind)


def test_the_order_of_draws_does_not_choose_the_one_that_is_rounded():
    draws = [study(counts).tables[""][0] for counts in (COUNTS, changed(c0=-1, c1=1))]
    one, other = (replace(study(), tables={"": order}) for order in (draws, draws[::-1]))
    entries = released(one)[1]
    assert released(other, entries)[1] == entries
    found, turned = (released(each)[0].tables[""] for each in (one, other))
    assert [t.counts.tolist() for t in found] == [t.counts.tolist() for t in turned]


def test_a_run_by_other_tables_is_refused_with_what_to_do(tmp_path):
    folder = filled(tmp_path / "s", lines(COUNTS), QUICK)
    run_study(folder)
    table, settings = tmp_path / "s" / "lists.csv", folder / "study.toml"
    table.write_text(table.read_text().replace("Police", "police", 1))
    settings.write_text(settings.read_text().replace('"Police"', '"police"'))
    for attempt in (run_study, check_study):
        with pytest.raises(StudyError) as error:
            attempt(folder)
        assert error.value.code == "other-tables"
        assert "folder of their own" in str(error.value.hint)
