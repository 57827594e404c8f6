"""Groups in which all cases of one measure are cases of a narrower one.

Who is known to be a case of the wide one (a child whom everybody sees working) is known there to
be a case of the narrow one (hazards). That nobody is between the two is a secret as one or two
are; the narrow figure is kept back.

Where measures coincide because their definitions do, that tells of nobody: where they do in every
group, or for all of an age (definitions tell ages apart, and at 15 to 17 years child labour with
and without household chores is one) with as many cases as a figure must have respondents. And where
the wide one is a sum of measures of which the others are of nobody there: of 18 and over all forced
labour is that of adults.
"""

from collections.abc import Iterator, Sequence

from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.subtraction.layers import Layer
from measure87.disseminate.gate.tables.boxes import AGE
from measure87.disseminate.gate.tables.measure_sums import MeasureSum
from measure87.disseminate.gate.tables.tables import Key, Table


def hide_coinciding(
    tables: Sequence[Table],
    layers: Sequence[Layer],
    nested: Sequence[tuple[int, int]],
    sums: Sequence[MeasureSum],
    rules: DisclosureRules,
) -> None:
    """Hide, in place, the narrow figure of every group in which a nested pair coincides.

    Parameters
    ----------
    tables, layers
        Measures, and of each what is shown of its cases.
    nested
        Pairs (narrow, wide) of tables, by position.
    sums
        Which tables are sums of others.
    rules
        Where fewer than two cases are too few, nothing is protected.
    """
    for narrow, wide in nested if rules.minimum_cases > 1 else ():
        hidden = list(_coinciding(tables[narrow], tables[wide], rules.minimum_respondents))
        for key in hidden:
            if not _is_all_of(narrow, wide, key, tables, sums):
                k = list(tables[narrow].cells).index(key)
                layers[narrow].shown[k] = False
                layers[narrow].protected[k] = True


def _coinciding(narrow: Table, wide: Table, many: int) -> Iterator[Key]:
    """Groups, but for everybody, with cases that are all of both; `many` are by definition.

    Of a group that is judged without its counts nothing is said.
    """
    common = (key for key in narrow.common(wide) if narrow.cells[key].cases is not None)
    with_cases = [key for key in common if wide.cells[key].cases]
    same = [key for key in with_cases if narrow.cells[key].cases == wide.cells[key].cases]
    if len(same) == len(with_cases):
        return
    boxes = {key: narrow.cells[key].box for key in same}
    by_definition = [
        box
        for key, box in boxes.items()
        if set(box.sides) == {AGE} and (narrow.cells[key].cases or 0) >= many
    ]
    for key, box in boxes.items():
        if box.sides and not any(whole.contains(box) for whole in by_definition):
            yield key


def _is_all_of(
    narrow: int, wide: int, key: Key, tables: Sequence[Table], sums: Sequence[MeasureSum]
) -> bool:
    """Whether a measure is a sum of which a group can hold only the one part."""
    return any(
        one.whole == wide
        and narrow in one.parts
        and all(_is_of_nobody(tables[k], key) for k in one.parts if k != narrow)
        for one in sums
    )


def _is_of_nobody(table: Table, key: Key) -> bool:
    """Whether a measure given by age is of nobody in a group of an age."""
    cell = table.cells.get(key)
    if cell is not None:
        return cell.n == 0
    return AGE in dict(key) and any(AGE in dict(other) for other in table.cells)
