"""Runs of lists whose cells are rounded: strata, withheld cells, persons with covariates."""

import json
from pathlib import Path

import numpy as np
import pytest

from measure87.disseminate.gate.lists.rounded_cells import CellRounding
from measure87.estimate.multiple_lists import CaptureTable
from measure87.estimate.multiple_lists.capture.list_study import ListStudy
from measure87.study import run_study
from measure87.study.lists.case_records import SEVERAL_APART, several_told
from measure87.study.lists.rounded import rounded_study
from measure87.vocabulary.estimate import Estimate, Result
from tests.disseminate.invented_lists import COUNTED
from tests.study.test_list_study import filled

LISTS = ["Police", "NGO", "Hotline"]
HISTORIES = [[h >> j & 1 for j in range(3)] for h in range(1, 8)]
NORTH = np.array([120, 90, 12, 81, 9, 6, 3])
SOUTH = np.array([90, 111, 15, 60, 6, 9, 0])
QUICK = 'methods = ["independence", "chao", "sample-coverage"]\nbootstrap = 100\n'
ALL = np.ones(7, dtype=bool)


def secret(k):
    return (87 + k).to_bytes(32)


def rounded_by(k, counts, stratum=""):
    found = CellRounding(3, secret(k)).counts(counts, LISTS, ALL, stratum)
    return counts if found is None else found


def lines_of(counts, *more):
    return [
        ",".join(map(str, [*row, n, *more])) for row, n in zip(HISTORIES, counts, strict=True) if n
    ]


def released(folder, lines, k, more=QUICK, **keys):
    """`estimates.json` of a run under a secret, without hashes of inputs and secret."""
    head = ",".join([*LISTS, "persons", *(["area"] if "strata" in more else [])])
    folder.mkdir(parents=True)
    study = filled(folder, "\n".join([head, *lines]) + "\n", more, **keys)
    (study / "private").mkdir(exist_ok=True)
    (study / "private" / "hash.key").write_text(secret(k).hex() + "\n")
    run_study(study)
    content = json.loads((study / "out" / "estimates.json").read_text("utf-8"))
    del content["provenance"]["inputs"]
    del content["diagnostics"]["disclosure"]["ledger"]
    return content


def counts_of(table, cell):
    """Three counts of one cell, each with a secret under which the table is rounded as it is."""
    found = {}
    for count in range(max(table[cell] - 2, 0), table[cell] + 3):
        other = table.copy()
        other[cell] = count
        for k in range(60):
            if (rounded_by(k, other, "north") == table).all():
                found[count] = k
                break
    return found


@pytest.mark.slow
def test_a_cell_of_a_stratum_keeps_three_counts_that_are_released_alike(tmp_path):
    """Everybody together, the stratum and the other: all that leaves is the same."""
    more = f'strata = "area"\n{QUICK}'
    south = lines_of(SOUTH, "south")
    said = released(tmp_path / "as", [*lines_of(NORTH, "north"), *south], 0, more)
    assert {one["group"].get("stratum") for one in said["estimates"]} == {None, "north", "south"}
    assert said["diagnostics"]["lists"]["cells_rounded_to"] == 3
    counts = counts_of(NORTH, 6)
    assert len(counts) == 5
    for count in (1, 5):
        other = [*lines_of([*NORTH[:6], count], "north"), *south]
        assert released(tmp_path / f"{count}", other, counts[count], more) == said


@pytest.mark.slow
def test_a_withheld_cell_stays_a_range_and_its_neighbours_keep_three_counts(tmp_path):
    def with_withheld(counts):
        return [*lines_of([*counts[:6], 0]), "1,1,1,<5"]

    table = np.array([*NORTH[:6], 0])
    said = released(tmp_path / "as", with_withheld(table), 0)
    assert any(
        one.get("suppressed", {}).get("cells") == 1
        for one in said["diagnostics"]["lists"]["methods"].values()
    )
    for count in (1, 2):
        other = table.copy()
        other[5] = 6 - count
        k = next(k for k in range(200) if (rounded_by(k, other) == table).all())
        assert released(tmp_path / f"{count}", with_withheld(other), k) == said


def test_persons_with_covariates_show_the_rounded_number_observed(tmp_path):
    table = np.array([60, 55, 20, 50, 14, 11, 4])
    rng = np.random.default_rng(4)
    rows = [",".join([*LISTS, "age"])]
    for history, count in zip(HISTORIES, table, strict=True):
        rows += [",".join(map(str, [*history, rng.integers(18, 60)])) for _ in range(count)]
    (tmp_path / "in").mkdir()
    more = 'covariates = ["age"]\nmethods = ["independence", "doubly-robust"]\n'
    study = filled(tmp_path / "in", "\n".join(rows) + "\n", more)
    (study / "private").mkdir(exist_ok=True)
    (study / "private" / "hash.key").write_text(secret(0).hex() + "\n")
    result = run_study(study)
    ns = {figure.method: figure.n for figure in result.estimates}
    assert ns == dict.fromkeys(("independence", "doubly-robust"), int(rounded_by(0, table).sum()))
    assert ns["independence"] != table.sum()
    assert str(int(table.sum())) not in Path(study / "out" / "estimates.json").read_text("utf-8")
    (robust,) = (one for one in result.estimates if one.method == "doubly-robust")
    assert "rounding-not-in-interval" in robust.flags
    assert robust.value == pytest.approx(400, rel=0.6)


def test_of_persons_with_several_values_who_were_rounded_away_nothing_is_told():
    """Two of them in one cell, rounded to none: a flag would say that there is one or two."""
    few = np.zeros(7, dtype=np.int64)
    few[0] = 2
    found = set()
    for k in range(40):
        tables = {"1": [CaptureTable(("A", "B", "C"), NORTH)]}
        tables["several"] = [CaptureTable(("A", "B", "C"), few)]
        rounded = rounded_study(ListStudy(COUNTED, tables), CellRounding(3, secret(k))).study
        result = several_told(result_with_a_stratum(), rounded)
        shown = rounded.tables["several"][0].observed > 0
        assert (SEVERAL_APART in result.estimates[0].flags) is shown
        found.add(shown)
    assert found == {True, False}


def result_with_a_stratum():
    figure = Estimate("population_size", "size", "chao", {"stratum": "1"}, "persons", 100.0)
    return Result("run", [figure])
