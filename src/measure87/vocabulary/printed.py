"""How a level, a count and a table stand on a terminal."""

from collections.abc import Collection, Sequence


def percent(share: float) -> str:
    """A level as it was given, in per cent.

    >>> percent(0.95), percent(0.975)
    ('95%', '97.5%')
    """
    return f"{round(100.0 * share, 8):.10g}%"


def counted(count: int, one: str, several: str) -> str:
    """How many there are, in the number of the noun.

    >>> counted(1, "stratum", "strata"), counted(1204, "stratum", "strata")
    ('1 stratum', '1,204 strata')
    """
    return f"{count:,} {one if count == 1 else several}"


def aligned(rows: Sequence[tuple[str, ...]], right: Collection[int] = ()) -> list[str]:
    """Rows as lines with aligned columns, those in `right` to the right; the first is the head."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            text.rjust(widths[i]) if i in right else text.ljust(widths[i])
            for i, text in enumerate(row)
        ]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return lines
