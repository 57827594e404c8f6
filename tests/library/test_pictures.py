"""Plots of results: SVG that describes itself, every point in words, texts escaped."""

import re
import struct
from xml.etree import ElementTree

import polars as pl
import pytest

import measure87 as m
from measure87.library.estimates import Estimates
from measure87.vocabulary.errors import RefusedError, UsageError
from measure87.vocabulary.estimate import Estimate, Result

FRAME = pl.DataFrame(
    {"work": [0, 1, 0] * 40, "hours": [5.0, 9.0] * 60, "area": ["<north>", "a & b", "c"] * 40}
)


@pytest.fixture
def survey():
    return m.Survey(FRAME)


def test_each_figure_is_a_point_and_a_sentence(survey):
    found = survey.prevalence("work", by="area")
    picture = found.plot()
    root = ElementTree.fromstring(picture.svg)  # noqa: S314
    names = {re.sub("{.*}", "", element.tag) for element in root.iter()}
    assert {"title", "desc", "circle"} <= names
    assert picture.svg.count("<circle") == len(found) == 3
    described = " ".join("".join(root.itertext()).split())
    for line in picture.text.splitlines():
        assert line in described
    assert picture.text.splitlines()[0].endswith("have not passed the disclosure gate.")
    assert "work, area <north>: 0.00%, 95% interval 0.00% to" in repr(picture)


def test_a_name_in_png_gets_a_png_and_one_of_another_kind_none(survey, tmp_path):
    picture = survey.mean("hours").plot()
    picture.save(tmp_path / "plot.PNG")
    png = (tmp_path / "plot.PNG").read_bytes()
    drawn = ElementTree.fromstring(picture.svg)  # noqa: S314
    assert png.startswith(b"\x89PNG")
    _, _, width, height = map(float, drawn.attrib["viewBox"].split())
    assert struct.unpack(">II", png[16:24]) == (2 * width, 2 * height)
    with pytest.raises(UsageError, match=r"SVG or PNG, not as '\.jpg'"):
        picture.save(tmp_path / "plot.jpg")
    assert [path.name for path in tmp_path.iterdir()] == ["plot.PNG"]


def test_the_picture_shows_in_a_notebook_and_is_written_to_a_file(survey, tmp_path):
    picture = survey.mean("hours").plot()
    assert picture._repr_svg_() == picture.svg
    assert 'role="img"' in picture._repr_html_()
    picture.save(tmp_path / "plot.svg")
    assert (tmp_path / "plot.svg").read_text("utf-8") == picture.svg
    assert "<north>" not in survey.prevalence("work", by="area").plot()._repr_html_()


def test_two_plots_of_a_notebook_have_ids_of_their_own(survey):
    ids = [re.findall(r'id="([^"]+)"', survey.mean(name).plot().svg) for name in ("work", "hours")]
    assert not set(ids[0]) & set(ids[1])


def test_a_difference_has_a_line_at_zero_and_counts_points(survey):
    picture = survey.difference("work", {"area": "c"}, {"area": "a & b"}).plot()
    assert "percentage points" in picture.svg
    assert "area c less area a & b" in picture.text


def test_small_cells_are_marked_and_open_intervals_are_named():
    few = pl.DataFrame({"work": [1, 1] + [0] * 60})
    picture = m.Survey(few).prevalence("work").plot()
    assert "everybody *" in picture.svg
    assert "(* too-few-cases)" in picture.text
    assert "per cent; not released" in picture.svg
    bound = Estimate("size", "size", "chao", value=900.0, lower=700.0, level=0.95, unit="persons")
    picture = Estimates(Result("x", [bound])).plot()
    assert "chao, no upper limit" in picture.svg
    assert "at least 700, no upper limit" in picture.text


def test_figures_of_several_units_are_drawn_one_measure_at_a_time():
    mean = Estimate("hours", "mean", "taylor", value=7.0)
    share = Estimate("work", "proportion", "taylor", value=0.5, unit="proportion")
    found = Estimates(Result("x", [mean, share]))
    with pytest.raises(UsageError, match="several units"):
        found.plot()
    assert found.plot("hours").svg.count("<circle") == 1


def test_what_is_suppressed_is_not_drawn():
    shown = Estimate("work", "proportion", "taylor", value=0.5, lower=0.4, upper=0.6, level=0.95)
    hidden = Estimate("work", "proportion", "taylor", {"sex": "1"}).suppress("confidential")
    picture = Estimates(Result("run", [shown, hidden], released=True)).plot()
    assert picture.svg.count("<circle") == 1
    assert "Figures that are not shown: 1." in picture.text
    assert "gate" not in picture.text
    with pytest.raises(RefusedError):
        Estimates(Result("run", [hidden], released=True)).plot()
