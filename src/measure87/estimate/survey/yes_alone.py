"""A measure that holds yes and empty cells and no other answer: is an empty cell a no?

An empty cell is outside a measure's universe, so that the share of yes is 100 %. Many programs
write 1 where a box was ticked and nothing where it was not. And a column of 1 for yes and 2 for no
that is said to hold statuses has nobody who is no: 2 is yes there, and 1 unknown.
"""

from dataclasses import replace

from measure87.estimate.survey.results import SurveyResult
from measure87.vocabulary.estimate import Estimate, Notice
from measure87.vocabulary.flags import ALL_CASES


def with_blanks_told(result: SurveyResult) -> SurveyResult:
    """The result of a whole sample, with a warning of each measure without a no.

    Not for results of a part of the sample, where persons are left out for another reason.
    """
    rows = int(result.diagnostics["rows"]) - int(result.diagnostics["rows_with_weight_zero"])
    names = dict.fromkeys(item.name for item in result.estimates)
    of = {name: [item for item in result.estimates if item.name == name] for name in names}
    told = (_of_one(name, figures, rows) for name, figures in of.items())
    found = tuple(notice for notice in told if notice is not None)
    return replace(result, warnings=(*result.warnings, *found)) if found else result


def _of_one(name: str, figures: list[Estimate], rows: int) -> Notice | None:
    """The warning of one measure, whose figures are of everybody or of groups."""
    if not all(ALL_CASES in item.flags for item in figures):
        return None
    tables: dict[tuple[str, ...], tuple[int, int]] = {}
    for item in figures:
        table = tuple(item.group)
        answered, unknown = tables.get(table, (0, 0))
        tables[table] = (answered + (item.n or 0), unknown + (item.n_unknown or 0))
    answered, unknown = max(tables.values(), key=sum)
    blank = rows - answered - unknown
    if unknown and blank <= 0:
        return _without_no(name, answered, unknown)
    if blank <= 0:
        return None
    text = (
        f"{name} is yes wherever it holds anything, and empty for {blank:,} persons, who are "
        "outside it; if an empty cell means no, write 0 into it"
    )
    return Notice("yes-alone", text, {"measure": name, "persons": blank})


def _without_no(name: str, answered: int, unknown: int) -> Notice:
    """The warning of a column of statuses in which nobody is a no: it may hold 1 yes and 2 no."""
    text = (
        f"{name} never holds a no: {answered:,} persons are yes and {unknown:,} unknown; if 1 "
        "means yes in it and 2 means no, it holds no statuses (no 0, unknown 1, yes 2): leave it "
        f"out of these and write {name}=1"
    )
    return Notice(
        "status-without-no", text, {"measure": name, "persons": answered, "unknown": unknown}
    )
