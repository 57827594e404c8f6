"""A measure that holds yes and empty cells and no other answer: is an empty cell a no?

An empty cell is outside a measure's universe, so that the share of yes is 100 %. Many programs
write 1 where a box was ticked and nothing where it was not.
"""

from dataclasses import replace

from measure87.estimate.survey.flags import ALL_CASES
from measure87.estimate.survey.results import SurveyResult
from measure87.vocabulary.estimate import Estimate, Notice


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
    tables: dict[tuple[str, ...], int] = {}
    for item in figures:
        table = tuple(item.group)
        tables[table] = tables.get(table, 0) + (item.n or 0)
    blank = rows - max(tables.values())
    if blank <= 0:
        return None
    text = (
        f"{name} is yes wherever it holds anything, and empty for {blank:,} persons, who are "
        "outside it; if an empty cell means no, write 0 into it"
    )
    return Notice("yes-alone", text, {"measure": name, "persons": blank})
