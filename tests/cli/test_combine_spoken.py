"""What `combine` prints of its places, in another language."""

import pytest
from click.testing import CliRunner

from measure87.cli import main

LINES = [
    "Trabalho infantil, 2015, % (90% interval)",
    f"  {'Sub-Saharan Africa, 9 of 15 countries':<48}   12.9  (9.1 to 14.0)",
]


@pytest.mark.parametrize(
    ("language", "place"),
    [("pt", "África Subsariana, 9 de 15 países"), ("fr", "Afrique subsaharienne, 9 pays sur 15")],
)
def test_regions_are_named_in_the_language(tmp_path, monkeypatch, language, place):
    monkeypatch.setattr("measure87.cli.combine._world", lambda *_: ([], LINES))
    config = tmp_path / "world.toml"
    config.touch()
    done = CliRunner().invoke(
        main, ["--lang", language, "combine", str(config), "-o", str(tmp_path / "out")]
    )
    assert done.exit_code == 0, done.output
    assert place in done.output
