"""Is the reference whole: every command, option and public name, and every page on a shelf?"""

import importlib.util
import re
from pathlib import Path

import click
import pytest

import measure87
from measure87.cli import main

ROOT = Path(measure87.__file__).parents[2]
DOCS = ROOT / "docs"
COMMANDS = (DOCS / "reference" / "commands.md").read_text("utf-8")


def loaded(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def commands(command=main, path=("measure87",)):
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, (*path, name))


def test_the_page_of_commands_is_what_the_program_gives():
    made = loaded(DOCS / "reference" / "make_commands.py")
    assert made.PAGE.read_text("utf-8") == made.page_text()


@pytest.mark.parametrize(
    ("path", "command"), [one for one in commands() if len(one[0]) > 1 and not one[1].hidden]
)
def test_every_command_and_option_stands_on_the_page(path, command):
    _, _, rest = COMMANDS.partition(f"# {' '.join(path)}\n")
    assert rest, path
    section = re.split(r"^#", rest, maxsplit=1, flags=re.MULTILINE)[0]
    options = [] if isinstance(command, click.Group) else command.params
    named = [one for one in options if isinstance(one, click.Option) and not one.hidden]
    assert [one.opts for one in named if f"`{one.opts[0]}`" not in section] == []


def test_the_library_page_has_every_public_name():
    text = (DOCS / "reference" / "library.md").read_text("utf-8")
    documented = set(
        re.findall(r"^\.\. auto(?:function|class):: [\w.]*\.(\w+)", text, re.MULTILINE)
    )
    assert {one for one in measure87.__all__ if not one.startswith("__")} - documented == set()


def shelved():
    """Pages that the lists of shelves name, with those of `:glob:`."""
    for page in DOCS.rglob("*.md"):
        for block in re.findall(
            r"^```\{toctree\}\n(.*?)^```", page.read_text("utf-8"), re.S | re.M
        ):
            names = [line for line in block.splitlines() if line and not line.startswith(":")]
            for name in names:
                yield from (page.parent.resolve() / "x").parent.glob(f"{name}.md")


def test_every_page_stands_on_a_shelf():
    found = {one.resolve() for one in shelved()}
    left = ("changes", "locale")
    pages = [one for one in DOCS.rglob("*.md") if one.relative_to(DOCS).parts[0] not in left]
    outside = {one for one in pages if one.resolve() not in found}
    assert outside == {DOCS / "index.md"}
