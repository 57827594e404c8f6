"""No file imports itself by way of others, and no folder; not for types either."""

from pathlib import Path

import pytest

import measure87
from tests.contract.imports_of import among_siblings, circle, imports_of, modules_of, steps

ROOT = Path(measure87.__file__).parent


@pytest.fixture(scope="module")
def imports():
    """Read once, and not by every process that looks for tests."""
    return imports_of(ROOT)


def test_no_circle_of_files(imports):
    found = circle(imports)
    assert not found, steps(found, imports)


def test_no_circle_in_any_folder(imports):
    folders = {name.rpartition(".")[0] for name in modules_of(ROOT)} - {""}
    assert {"measure87", "measure87.disseminate", "measure87.combine.model"} <= folders
    circles = {folder: circle(among_siblings(imports, folder)) for folder in sorted(folders)}
    assert not any(circles.values()), "\n".join(
        steps(found, imports) for found in circles.values() if found
    )


def written(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / "p" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root / "p"


@pytest.mark.parametrize(
    ("first", "told"),
    [
        ("from p.b import x", "p.a -> p.b: p.a -> p.b"),
        ("from p import b", "p.a -> p.b: p.a -> p.b"),
        ("import p.b", "p.a -> p.b: p.a -> p.b"),
        ("from . import b", "p.a -> p.b: p.a -> p.b"),
        ("from .b import x", "p.a -> p.b: p.a -> p.b"),
        ("def f():\n    from p.b import x", "p.a -> p.b: p.a -> p.b"),
        (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from p.b import x",
            "p.a -> p.b (for types alone): p.a -> p.b",
        ),
    ],
)
def test_a_circle_of_files_is_found(tmp_path, first, told):
    imports = imports_of(written(tmp_path, {"a.py": first, "b.py": "from p.a import y"}))
    assert sorted(circle(imports)[:-1]) == ["p.a", "p.b"]
    assert told in steps(["p.a", "p.b", "p.a"], imports)


def test_a_circle_of_folders_is_found_where_there_is_none_of_files(tmp_path):
    files = {
        "a/one.py": "from p.b.one import x",
        "a/two.py": "",
        "b/one.py": "",
        "b/two.py": "from ..a import two",
    }
    imports = imports_of(written(tmp_path, files))
    assert circle(imports) == []
    found = circle(among_siblings(imports, "p"))
    assert sorted(found[:-1]) == ["p.a", "p.b"]
    assert "p.b.two -> p.a.two" in steps(found, imports)


def test_files_that_are_imported_one_way_are_no_circle(tmp_path):
    files = {"a.py": "from p import b, c", "b.py": "import p.c", "c.py": "import json"}
    imports = imports_of(written(tmp_path, files))
    assert len(imports) == 3
    assert circle(imports) == []
