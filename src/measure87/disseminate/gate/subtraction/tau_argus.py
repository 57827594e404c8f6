"""Complementary suppression of complete tables by tau-argus, through pytauargus.

For each measure, and each one or two variables whose listed groups hold everybody, the cases
are laid out as a table with its margins. What is hidden already is marked unsafe, and the
optimal method (`OPT`) chooses what else to hide. Overlapping groups of one variable (5-14
beside 5-11) are left to the gate's own steps, which follow in any case, as does the audit.

pytauargus brings the engine and an open solver with it; no other program is needed.
"""

import contextlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path

from measure87.disseminate.gate.subtraction.layers import Layer
from measure87.disseminate.gate.tables.boxes import Box
from measure87.disseminate.gate.tables.tables import Cell, Key, Table
from measure87.vocabulary.errors import MissingExtraError

_ANY_FREQUENCY = "MAN(30)"
"""Safety rule: only what is marked by hand is unsafe, with 30 % on either side."""
_METHOD = "OPT(1)"
_TOTAL = "Total"
_RESPONSE = "PERSONS"
_SECONDARY = "M"
_MOST_CASES = 200_000


@dataclass(frozen=True)
class CompleteTable:
    """The cells of one measure by up to two variables, margins among them.

    `places` leads from a code of each variable, or `Total`, to the cell by position.
    """

    places: Mapping[tuple[str, ...], int]
    variables: int


def suppress_with_tau_argus(tables: Sequence[Table], layers: Sequence[Layer]) -> None:
    """Hide in the layers, in place, what tau-argus would hide of each complete table.

    Raises
    ------
    MissingExtraError
        If pytauargus is not installed.
    """
    try:
        import pytauargus  # noqa: F401
    except ImportError:
        raise MissingExtraError("pytauargus", "disclosure") from None
    for table, layer in zip(tables, layers, strict=True):
        cells = list(table.cells.values())
        for complete in complete_tables(cells):
            if any(not layer.shown[k] for k in complete.places.values()):
                for k in _secondary(complete, cells, layer):
                    layer.shown[k] = False


def complete_tables(cells: Sequence[Cell]) -> Iterator[CompleteTable]:
    """The tables of one and two variables whose parts add up to everybody, and to margins."""
    sides: dict[str, list[frozenset[str]]] = {}
    for cell in cells:
        if len(cell.box.sides) == 1:
            (name, side) = next(iter(cell.box.sides.items()))
            sides.setdefault(name, []).append(side)
    apart = {
        name: codes
        for name, codes in sides.items()
        if all(not (a & b) for a, b in combinations(codes, 2))
    }
    at = {cell.key: k for k, cell in enumerate(cells)}
    for size in (1, 2):
        for names in combinations(sorted(apart), size):
            places = _places(names, apart, at)
            if places is not None and _adds_up(places, cells, size):
                yield CompleteTable(places, size)


def _places(
    names: Sequence[str],
    codes: Mapping[str, Sequence[frozenset[str]]],
    at: Mapping[Key, int],
) -> dict[tuple[str, ...], int] | None:
    """Where every cell of a crossing is; None if one is not listed."""
    found: dict[tuple[str, ...], int] = {}
    options = [
        [(_TOTAL, None), *((f"c{i:03d}", side) for i, side in enumerate(codes[n]))] for n in names
    ]
    for chosen in product(*options):
        box = Box({n: side for n, (_, side) in zip(names, chosen, strict=True) if side is not None})
        key = frozenset(box.sides.items())
        if key not in at:
            return None
        found[tuple(code for code, _ in chosen)] = at[key]
    return found


def _adds_up(places: Mapping[tuple[str, ...], int], cells: Sequence[Cell], size: int) -> bool:
    """Whether every margin is the sum of its cells; cases are counted in all of them."""
    counts = {codes: cells[k].cases for codes, k in places.items()}
    if any(count is None for count in counts.values()):
        return False
    for codes, count in counts.items():
        for i in range(size):
            if codes[i] == _TOTAL:
                parts = [
                    c or 0
                    for other, c in counts.items()
                    if other[i] != _TOTAL
                    and other[:i] + other[i + 1 :] == codes[:i] + codes[i + 1 :]
                ]
                if sum(parts) != count:
                    return False
    return 0 < (counts[(_TOTAL,) * size] or 0) <= _MOST_CASES


def _secondary(table: CompleteTable, cells: Sequence[Cell], layer: Layer) -> list[int]:
    """Cells, by position, that tau-argus hides beside those hidden already."""
    with tempfile.TemporaryDirectory() as folder:
        statuses = _run(table, cells, layer, Path(folder))
    return [table.places[codes] for codes, status in statuses.items() if status == _SECONDARY]


def _run(
    table: CompleteTable, cells: Sequence[Cell], layer: Layer, folder: Path
) -> dict[tuple[str, ...], str]:
    """Write the files of tau-argus, run it, and read the status of every cell back."""
    from pytauargus.arb import micro_arb
    from pytauargus.engine import run_batch
    from pytauargus.micro import micro_asc_rda
    from pytauargus.result import TableResult

    names = [f"V{i}" for i in range(table.variables)]
    inner = {codes: k for codes, k in table.places.items() if _TOTAL not in codes}
    rows = [codes for codes, k in inner.items() for _ in range(cells[k].cases or 0)]
    columns: dict[str, list[str] | list[int]] = {
        name: [codes[i] for codes in rows] for i, name in enumerate(names)
    }
    columns[_RESPONSE] = [1] * len(rows)
    asc, rda, arb, out, marks = (
        str(folder / name) for name in ("m.asc", "m.rda", "b.arb", "t.tab", "marks.hst")
    )
    hidden = [codes for codes, k in table.places.items() if not layer.shown[k] and cells[k].cases]
    if not hidden:
        return {}
    lines = "".join(f"{','.join(codes)},u\n" for codes in hidden)
    Path(marks).write_text(lines, encoding="utf-8")
    micro_asc_rda(columns, asc_filename=asc, rda_filename=rda)
    micro_arb(
        arb_filename=arb,
        asc_filename=asc,
        rda_filename=rda,
        explanatory_vars=[names],
        response_var=_RESPONSE,
        safety_rules=_ANY_FREQUENCY,
        suppress=_METHOD,
        output_names=[out],
        output_type="5",
        output_options="SO+",
        apriori=[marks],
    )
    # The engine leaves logs and the problem it solved, counts and all, where the program runs.
    with contextlib.chdir(folder):
        run_batch(arb)
    result = TableResult(path=out, exp_vars=names, response=_RESPONSE, is_freq=False)
    return {
        codes: str(row["status"])
        for row in result.rows
        if (codes := tuple(str(row[name]) for name in names)) in table.places
    }
