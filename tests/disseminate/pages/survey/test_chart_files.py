"""Charts as files: whole drawings, pictures of the same size, and the numbers of the release."""

import csv
import io
import re
import struct
import sys
from dataclasses import replace

import pytest

from measure87.disseminate import ReportContext, publish
from measure87.disseminate.formats.charts import FORMAT
from measure87.disseminate.manifest import read_manifest
from measure87.vocabulary.errors import RefusedError
from tests.disseminate.invented_lists import released, table_of
from tests.disseminate.invented_result import invented_result
from tests.disseminate.pages.lists.test_lists_report import CELLS, LISTS, METHODS


@pytest.fixture(scope="module")
def files():
    written = FORMAT.write(invented_result(), ReportContext())
    return {file.path: file.data for file in written.files}


def test_each_chart_has_three_files_under_the_name_of_its_measure(files):
    stems = {path.rsplit(".", 1)[0] for path in files}
    assert stems == {"charts/figures-1-child_labour_sdg_b", "charts/figures-2-forced_labour_adults"}
    assert len(files) == 3 * len(stems)


def test_the_picture_has_the_size_of_the_drawing(files):
    svg = files["charts/figures-1-child_labour_sdg_b.svg"].decode()
    assert svg.startswith('<svg role="img"')
    assert 'xmlns="http://www.w3.org/2000/svg"' in svg
    width, height = map(float, re.findall(r' width="([\d.]+)" height="([\d.]+)"', svg)[0])
    png = files["charts/figures-1-child_labour_sdg_b.png"]
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (2 * width, 2 * height)


def test_without_the_extra_all_but_the_pictures_is_written_and_that_is_noted(
    monkeypatch,
):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    written = FORMAT.write(invented_result(), ReportContext())
    assert sorted({file.path.rsplit(".", 1)[1] for file in written.files}) == ["csv", "svg"]
    (notice,) = written.notices
    assert notice.code == "missing-extra"
    assert "charts/*.png" in notice.text
    assert "pip install 'measure87[charts]'" in notice.text


def test_the_numbers_are_those_of_the_release(files):
    text = files["charts/figures-2-forced_labour_adults.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    shown = [
        one
        for one in invented_result().estimates
        if one.name == "forced_labour_adults" and one.value is not None
    ]
    assert len(rows) == len(shown) == 5
    for row, one in zip(rows, shown, strict=True):
        found = [float(row[key]) / 1000 for key in ("value", "lower", "upper")]
        assert found == pytest.approx([one.value, one.lower, one.upper])


def test_they_are_written_on_request_alone_and_beside_other_formats(tmp_path):
    publish(invented_result(), tmp_path)
    assert not (tmp_path / "charts").exists()
    publish(invented_result(), tmp_path, formats=["charts"])
    formats = {
        about["format"] for about in read_manifest(tmp_path / "manifest.json").files.values()
    }
    assert {"charts", "report"} <= formats


def test_a_study_of_lists_is_refused_and_a_single_figure_is_noted():
    with pytest.raises(RefusedError, match="lists"):
        FORMAT.write(released(table_of(LISTS, CELLS), METHODS), ReportContext())
    result = invented_result()
    alone = [one for one in result.estimates if not one.group][:1]
    written = FORMAT.write(replace(result, estimates=alone), ReportContext())
    assert written.files == ()
    assert [notice.code for notice in written.notices] == ["no-chart"]
