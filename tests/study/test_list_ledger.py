"""Lists that are released again: fewer persons than may be told do not leave a trace."""

import json
import re
import shutil
from dataclasses import replace

import numpy as np
import pytest

from measure87.estimate.multiple_lists import CaptureTable
from measure87.estimate.multiple_lists.capture.list_study import ListStudy
from measure87.study import check_study, run_study
from measure87.study.keyed_hash import HashKey
from measure87.study.ledger.store import Entry
from measure87.study.lists.kept_cells import CELLS, cells_of, require_enough_differ
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


def refused(now, *before, minimum=3):
    entries = [Entry("", "", {CELLS: cells_of(one, KEY)}) for one in before]
    try:
        require_enough_differ(now, KEY, entries, minimum)
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


def test_each_release_before_is_compared_and_other_lists_are_not():
    first, second = study(), study(changed(c0=9))
    assert refused(study(changed(c0=9, c6=1)), first, second) == "too-few-differ"
    assert refused(study(changed(c6=1)), second, first) == "too-few-differ"
    assert refused(study(lists=("police", "ngo", "church")), first) is None
    assert refused(study(changed(c0=4)), first, minimum=5) == "too-few-differ"


def test_the_order_of_columns_does_not_matter():
    turned = study(COUNTS, LISTS[::-1], HISTORIES[:, ::-1])
    assert cells_of(turned, KEY).codes == cells_of(study(), KEY).codes


def test_a_stratum_that_came_or_went_counts_all_its_persons():
    one = study()
    both = replace(
        one, tables={**one.tables, "north": study(np.array([1, 0, 0, 1, 0, 0, 0])).tables[""]}
    )
    assert refused(both, one) == refused(one, both) == "too-few-differ"


def test_what_is_kept_tells_nobody_without_the_key_a_count():
    kept = cells_of(study(), KEY)
    assert len(kept.codes) == 7
    other = cells_of(study(), HashKey(bytes(32)))
    assert not kept.codes.keys() & other.codes.keys()


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
