"""The page with eight tasks: what stands on it, what it gives when run, and the tables below."""

import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
PAGE = FOLDER.parents[2] / "docs" / "how-to" / "from-r-or-svy.md"
STORED = FOLDER / "r.csv"
PROGRAMS = ("R survey", "svy", "measure87")
KINDS = ("estimate", "standard error", "lower limit", "upper limit")
_BLOCK = re.compile(r"```(r|python)\n(.*?)```", re.DOTALL)
_GAVE = re.compile(r"<!-- gave -->\n.*?<!-- end -->", re.DOTALL)
_SVY = ("est", "se", "lci", "uci")
_OURS = ("value", "se", "lower", "upper")

Rows = list[tuple[float, ...]]
"""Of each figure of a task: estimate, standard error and both limits."""


def sections(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each section that has code: its text, and the blocks of R, svy and measure87."""
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        blocks = _BLOCK.findall(section)
        if blocks:
            assert [kind for kind, _ in blocks] == ["r", "python", "python"], section
            yield section, [code for _, code in blocks]


def code_of(program: str) -> list[str]:
    """The blocks of one program, the one before all tasks first."""
    column = PROGRAMS.index(program)
    return [blocks[column] for _, blocks in sections(PAGE.read_text("utf-8"))]


def digest() -> str:
    """Of the code in R and of the data, to know which page the stored results are of."""
    data = (FOLDER / "children.csv").read_text("utf-8")
    return hashlib.sha256("\n".join([*code_of("R survey"), data]).encode()).hexdigest()


def run_python(program: str) -> list[Rows]:
    """What the blocks of a Python program give, task by task."""
    names: dict[str, Any] = {}
    gave = []
    with chdir(FOLDER), redirect_stdout(io.StringIO()):
        before, *tasks = code_of(program)
        exec(before, names)  # noqa: S102
        for task in tasks:
            exec(task, names)  # noqa: S102
            gave.append(_rows(names["found"]))
    return gave


def _rows(found: Any) -> Rows:
    table = found.to_polars()
    if "work" in table.columns:  # svy gives the share of each code
        table = table.filter(table["work"] == 1)
    columns = _OURS if "value" in table.columns else _SVY
    return list(table.select(columns).rows())


def stored() -> list[Rows]:
    """What R gave, from the stored run.

    Raises
    ------
    AssertionError
        If the run was of another page or of other data.
    """
    head, *lines = STORED.read_text("utf-8").splitlines()
    assert head.split(",")[0] == digest(), "the stored run of R is of another page: see README.md"
    gave: dict[str, Rows] = {}
    for line in lines:
        task, *numbers = line.split(",")
        gave.setdefault(task, []).append(tuple(map(float, numbers)))
    return list(gave.values())


def with_tables(text: str, gave: dict[str, list[Rows]]) -> str:
    """The page with a table of all three programs below each task."""
    tables = iter([_table(rows) for rows in zip(*(gave[name] for name in PROGRAMS), strict=True)])
    return _GAVE.sub(lambda _: f"<!-- gave -->\n{next(tables)}<!-- end -->", text)


def _table(by_program: tuple[Rows, ...]) -> str:
    several = len(by_program[0]) > 1
    lines = ["| | " + " | ".join(PROGRAMS) + " |", "|---" * 4 + "|"]
    for number, figures in enumerate(zip(*by_program, strict=True), start=1):
        for kind, values in zip(KINDS, zip(*figures, strict=True), strict=True):
            which = f"sex {number}: {kind}" if several else kind
            lines.append(f"| {which} | " + " | ".join(f"{value:.10g}" for value in values) + " |")
    return "\n".join(lines) + "\n"
