"""The table `[brief]` of a study, and where a run says that the brief lies."""

import json

import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.study.survey.settings import read_settings
from measure87.vocabulary.errors import StudyError
from tests.study import tiny

SQUARE = [[[20, 10], [21, 10], [21, 11], [20, 10]]]


def regions(folder, *codes):
    features = [
        {
            "type": "Feature",
            "properties": {"id": code},
            "geometry": {"type": "Polygon", "coordinates": SQUARE},
        }
        for code in codes
    ]
    content = {"type": "FeatureCollection", "features": features}
    (folder / "areas.geojson").write_text(json.dumps(content))


def asking(folder, text):
    study = tiny.write_study(folder)
    with (study / "study.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[brief]\n{text}\n")
    return study


def test_a_run_says_first_where_the_brief_lies(tmp_path):
    study = asking(tmp_path / "s", 'map = "areas.geojson"\nmap_key = "id"\nmap_by = "area"')
    regions(study, "1", "2")
    done = CliRunner().invoke(main, ["run", str(study)])
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[0] == f"Brief: {study / 'out' / 'brief.html'}"
    first = (study / "out" / "brief.html").read_bytes()
    assert b"<h1>Tiny, invented</h1>" in first
    assert not (study / "out" / "brief.pdf").exists()
    again = CliRunner().invoke(main, ["publish", str(study), "--format", "brief"])
    assert again.exit_code == 0, again.output
    assert (study / "out" / "brief.html").read_bytes() == first


def test_the_borders_and_the_key_are_read_with_the_settings(tmp_path):
    study = asking(tmp_path / "s", 'map = "areas.geojson"\nmap_key = "id"\nmap_by = "area"')
    regions(study, "1", "2")
    brief = read_settings(study).brief
    assert [one.code for one in brief.regions] == ["1", "2"]
    assert (brief.map_by, brief.pdf) == ("area", False)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('map = "areas.geojson"', "has no text or whole number 'code'"),
        ('map = "none.geojson"', "there is no file"),
        ("pdf = 1", "pdf"),
        ("colour = true", "colour"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path, text, told):
    study = asking(tmp_path / "s", text)
    regions(study, "1", "2")
    with pytest.raises(StudyError, match=told) as caught:
        read_settings(study)
    assert "[brief]" in str(caught.value)


@pytest.mark.slow
def test_the_brief_is_a_pdf_of_two_pages_where_the_study_asks(tmp_path):
    pytest.importorskip("weasyprint")
    study = asking(tmp_path / "s", "pdf = true")
    done = CliRunner().invoke(main, ["run", str(study)])
    assert done.exit_code == 0, done.output
    assert (study / "out" / "brief.pdf").read_bytes().startswith(b"%PDF-")
