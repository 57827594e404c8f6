"""The same seed gives the same bytes, however many threads and cores there are."""

from pathlib import Path

import pytest

from tests.study.world.made_world import SETTINGS, write_made_world
from tests.study.world.same_bytes import bytes_of, main, possible

SHORT = SETTINGS.replace("draws = 900", "draws = 300").replace(
    "consultation = true", "consultation = false"
)
EXAMPLE = Path(__file__).parents[3] / "examples" / "world-child-labour"


@pytest.mark.slow
@pytest.mark.parametrize(
    "ways",
    [("2", "core"), pytest.param(("1", "2", "core"), marks=pytest.mark.proof)],
    ids=" ".join,
)
def test_neither_threads_nor_cores_change_a_byte(tmp_path, ways):
    """On a machine of two cores two threads are those that are there without being asked for."""
    config = write_made_world(tmp_path / "in", SHORT)
    first, *others = [bytes_of(config, tmp_path / way, way) for way in possible(ways)]
    assert {"estimates.csv", "draws.parquet", "report.html", "manifest.json"} <= set(first)
    assert all(one == first for one in others)


@pytest.mark.proof  # minutes: four runs of 91 countries and two series
def test_neither_threads_nor_cores_change_a_byte_of_the_example(tmp_path, capsys):
    """Without the refits; the whole of it is `python -m tests.study.world.same_bytes`."""
    for path in EXAMPLE.glob("*.csv"):
        (tmp_path / path.name).symlink_to(path)
    text = (EXAMPLE / "demo.toml").read_text(encoding="utf-8")
    config = tmp_path / "demo.toml"
    config.write_text(text.replace("sensitivity = true\n", ""), encoding="utf-8")
    assert main([str(config)]) == 0
    assert capsys.readouterr().out.count(": the same") == len(possible())


def test_a_file_that_differs_or_is_missing_is_named(tmp_path, capsys, monkeypatch):
    hashes = {"1": {"manifest.json": "a", "b.csv": "b"}, "2": {"manifest.json": "a", "c.csv": "b"}}
    monkeypatch.setattr(
        "tests.study.world.same_bytes.bytes_of", lambda config, out, way: hashes[way]
    )
    assert main([str(tmp_path), "--way", "1", "--way", "2"]) == 1
    assert capsys.readouterr().out.endswith("1: the same\n2: differs in b.csv, c.csv\n")
