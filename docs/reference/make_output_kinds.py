"""Writes the page on kinds of output, of the table that the program declares.

    python docs/reference/make_output_kinds.py

The table stands between `<!-- kinds -->` and `<!-- end of kinds -->`. A test compares the page with
what this gives.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from measure87.disseminate.gate.output_kinds import OutputKind, OutputKinds, Risk, output_kinds

PAGE = Path(__file__).parent / "output-kinds.md"
_BLOCK = re.compile(r"(<!-- kinds -->\n).*(<!-- end of kinds -->)", re.DOTALL)


def page_text() -> str:
    """What the page must hold."""
    made = "\n".join(_lines(output_kinds()))
    return _BLOCK.sub(lambda found: f"{found[1]}{made}\n{found[2]}", PAGE.read_text("utf-8"))


def _lines(table: OutputKinds) -> Iterator[str]:
    for kind in table.kinds:
        yield from _kind(kind)
    yield from ("## ACRO's kinds that nothing here is of", "", "| kind | why |", "|---|---|")
    yield from (f"| `{name}` | {why} |" for name, why in table.not_released.items())
    yield from ("", "## Risks beside ACRO's", "", "| risk | what |", "|---|---|")
    yield from (f"| `{name}` | {what} |" for name, what in table.own_risks.items())
    source = table.source
    yield from ("", "## Source", "")
    yield f"{source['what']}; <{source['address']}>, commit `{source['commit'][:10]}`."


def _kind(kind: OutputKind) -> Iterator[str]:
    yield from (f"## {kind.title}", "")
    statbarns = ", ".join(f"`{name}`" for name in kind.statbarns) or "none of ACRO's"
    released = ", ".join(kind.of) or "nobody"
    yield f"Released by: {released}. ACRO: {statbarns}.{_names(kind)}"
    yield from ("", "| risk | how | checks | remedies |", "|---|---|---|---|")
    yield from (_risk(one) for one in kind.risks)
    yield ""


def _names(kind: OutputKind) -> str:
    """Statistics, formats and files, as far as a kind has them."""
    parts = {"Statistic": kind.statistics, "Formats": kind.formats, "Files": kind.files}
    return "".join(
        f" {what}: {', '.join(f'`{name}`' for name in names)}."
        for what, names in parts.items()
        if names
    )


def _risk(one: Risk) -> str:
    checks = ", ".join(f"`{name}`" for name in one.checks) or "none"
    return f"| `{one.risk}` | {one.how} | {checks} | {', '.join(one.remedies) or 'none'} |"


if __name__ == "__main__":
    PAGE.write_text(page_text(), "utf-8")
