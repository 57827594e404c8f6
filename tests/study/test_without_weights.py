"""A survey whose mapping names no weight, or no cluster, says so."""

import json

import pytest

from measure87.study import check_study, run_study
from tests.study import tiny

CODES = {"no-weight-mapped", "no-cluster-mapped"}


def told(found):
    return {notice.code for notice in found} & CODES


def without(folder, *columns):
    """The study without the tables of some columns in its mapping."""
    path = folder / "mapping.toml"
    parts = path.read_text("utf-8").split("\n[")
    gone = tuple(f"survey.persons.{column}]" for column in columns)
    kept = [part for part in parts if not part.startswith(gone)]
    assert len(kept) == len(parts) - len(columns)
    path.write_text("\n[".join(kept), "utf-8")


@pytest.mark.parametrize(
    ("columns", "codes"),
    [
        ((), set()),
        (("weight",), {"no-weight-mapped"}),
        (("cluster",), {"no-cluster-mapped"}),
        (("weight", "cluster"), CODES),
    ],
)
def test_what_the_mapping_leaves_out_of_the_design_is_told(tmp_path, columns, codes):
    tiny.write_study(tmp_path)
    without(tmp_path, *columns)
    assert told(check_study(tmp_path).notices) == codes


def test_the_report_says_it_too(tmp_path):
    tiny.write_study(tmp_path)
    without(tmp_path, "weight")
    run_study(tmp_path)
    content = json.loads((tmp_path / "out" / "estimates.json").read_text("utf-8"))
    assert "no-weight-mapped" in {one["code"] for one in content["warnings"]}
    assert "No weight is mapped" in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_respondents_who_were_not_drawn_need_neither(tmp_path):
    tiny.write_study(tmp_path)
    without(tmp_path, "weight", "cluster")
    path = tmp_path / "study.toml"
    path.write_text("probability_sample = false\n" + path.read_text("utf-8"), "utf-8")
    assert told(check_study(tmp_path).notices) == set()
