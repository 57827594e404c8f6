"""A TOML language server finds the schema of written settings, and what is misspelt in them."""

import shutil
import subprocess
from pathlib import Path

import pytest

from measure87.study.schema_lines import lay_schema

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
TAPLO = ROOT / "tests" / "node" / "node_modules" / "@taplo" / "cli" / "dist" / "cli.js"
NODE = shutil.which("node")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(NODE is None or not TAPLO.is_file(), reason="needs node: make node"),
]

FILES = {
    "survey": (EXAMPLES / "invented-country" / "study.toml", "population", "popluation"),
    "mapping": (EXAMPLES / "uk-domestic-workers" / "mapping.toml", "variable", "varaible"),
    "lists": (EXAMPLES / "uk-2013-lists" / "study.toml", "columns", "colums"),
    "world": (EXAMPLES / "world-child-labour" / "world.toml", "year", "yaer"),
    "field": (EXAMPLES / "first-survey" / "study.toml", "language", "langauge"),
    "evening": (EXAMPLES / "first-survey" / "evening.toml", "visits", "vistis"),
    "form": (EXAMPLES / "first-survey" / "country.toml", "country", "counrty"),
    "recipe": (EXAMPLES / "three-rounds" / "recipe.toml", "weights", "wieghts"),
    "plan": (EXAMPLES / "three-rounds" / "plan.toml", "strata", "srtata"),
}
"""A good file of each kind, one of its keys, and how somebody misspells it."""


def findings(folder):
    """What Taplo, the engine of the language server, says of the files of a folder."""
    done = subprocess.run(
        [NODE, str(TAPLO), "lint", *map(str, sorted(folder.glob("*.toml")))],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return "" if done.returncode == 0 else done.stderr


@pytest.fixture
def written(tmp_path):
    """A good file of each kind with its line, by kind."""
    found = {}
    for kind, (source, _, _) in FILES.items():
        found[kind] = tmp_path / f"{kind}.toml"
        shutil.copyfile(source, found[kind])
        lay_schema(found[kind], kind)
    return found


def test_good_files_have_no_finding(written, tmp_path):
    assert len(written) == len(FILES)
    assert findings(tmp_path) == ""


def test_a_misspelt_key_is_found(written, tmp_path):
    for kind, path in written.items():
        _, key, misspelt = FILES[kind]
        text = path.read_text("utf-8")
        changed = text.replace(f"\n{key} =", f"\n{misspelt} =", 1)
        assert changed != text, kind
        path.write_text(changed, "utf-8")
    said = findings(tmp_path)
    unfound = [bad for _, _, bad in FILES.values() if f"'{bad}' was unexpected" not in said]
    assert unfound == []
