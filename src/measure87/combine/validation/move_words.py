"""Rows of `WHAT_MOVES` as sentences, for the statement of a run."""

from collections.abc import Mapping, Sequence


def largest_moves(rows: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
    """For each place what moved it most, then how many rows are not to be trusted.

    Flagged rows are counted and not taken for the largest.
    """
    trusted = [row for row in rows if not row["flags"]]
    told = []
    for place in dict.fromkeys(str(row["place"]) for row in trusted):
        most = max((row for row in trusted if row["place"] == place), key=_size)
        told.append(
            f"{place} {most['year']}: {100 * _number(most, 'before'):.2f} % becomes "
            f"{100 * _number(most, 'after'):.2f} % at most ({most['changed']} {most['setting']})"
        )
    flagged = sorted({f"{row['changed']} {row['setting']}" for row in rows if row["flags"]})
    if flagged:
        told.append(f"not to be told from these draws: {', '.join(flagged)}")
    return tuple(told)


def _size(row: Mapping[str, object]) -> float:
    return abs(_number(row, "after") - _number(row, "before"))


def _number(row: Mapping[str, object], name: str) -> float:
    return float(str(row[name]))
