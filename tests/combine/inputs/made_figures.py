"""Figures and files that several tests use."""

from pathlib import Path

from measure87.combine.inputs import Figure

REFERENCE = Path(__file__).parents[2] / "reference" / "world_inputs"


def figure(**changes):
    """A figure that nothing is wrong with, changed."""
    plain = {
        "country": "BGD",
        "year": 2019,
        "sex": "both",
        "age_from": 5,
        "age_to": 17,
        "definition": "child_labour/sdg_8_7_1",
        "measure": "child_labour_sdg_a",
        "origin": "a.csv",
        "estimate": 0.068,
        "where": "a.csv row 2",
    }
    return Figure(**plain | changes)


def write(path, text):
    path.write_text(text, "utf-8")
    return path
