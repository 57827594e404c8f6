"""No `Any`, `object` or `cast` where all is declared: between a release and its page."""

import ast
from pathlib import Path

import pytest

import measure87

ROOT = Path(measure87.__file__).parent
TYPED = (
    "disseminate/html.py",
    "disseminate/released_result.py",
    "disseminate/pages/kit",
    "disseminate/pages/lists",
    "disseminate/pages/panel",
    "disseminate/pages/survey",
)
UNTYPED = {"Any", "object", "cast"}


def untyped_in(source):
    """Line and name of each word that switches the checking of types off."""
    found = []
    for node in ast.walk(ast.parse(source)):
        name = getattr(node, "id", getattr(node, "attr", None))
        if isinstance(node, ast.Name | ast.Attribute) and name in UNTYPED:
            found.append((node.lineno, name))
    return sorted(found)


def test_each_of_the_words_is_found():
    source = "from typing import Any, cast\nx: dict[str, Any]\ny: object = cast(int, x)\n"
    assert untyped_in(source) == [(2, "Any"), (3, "cast"), (3, "object")]
    assert untyped_in("import typing\nx: typing.Any\n") == [(2, "Any")]
    assert untyped_in('"""Any object."""') == []


@pytest.mark.parametrize("place", TYPED)
def test_nothing_switches_the_checking_of_types_off(place):
    path = ROOT / place
    files = [path] if path.is_file() else sorted(path.rglob("*.py"))
    assert files
    assert {str(f): found for f in files if (found := untyped_in(f.read_text("utf-8")))} == {}
