"""What earlier surveys had: design effects, correlations within clusters and costs, as a table.

The table that comes with the program holds published design effects, each with the place where it
was read, and rows measured on the invented country, which are marked `invented` and stand for no
country. A user adds a table of the same columns; her rows win over ours of the same name.

A published design effect holds weights and clusters together. Where the row has persons and
clusters, a correlation is implied by (deff - 1)/(take - 1), too large by what the weights cost;
where it has not, it is no ground for a plan, and asking for it is refused.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.keys import nearest

OURS = Path(__file__).with_name("earlier_surveys.csv")
COLUMNS = (
    "name", "survey", "country", "year", "outcome", "share_percent", "persons", "clusters", "deff",
    "icc", "per_cluster", "per_person", "currency", "source", "seen",
)  # fmt: skip
SEEN = ("printed", "secondary", "own", "invented")
_NUMBERS = ("share_percent", "persons", "clusters", "deff", "icc", "per_cluster", "per_person")


@dataclass(frozen=True)
class EarlierSurvey:
    """One outcome of one earlier survey.

    Attributes
    ----------
    name : str
        By which a plan asks for it.
    about : mapping
        Its texts: survey, country, year, outcome, currency, source.
    seen : str
        How its numbers were seen: `printed`, `secondary` (in a copy or a later work), `own`
        (the user's own survey) or `invented`.
    numbers : mapping
        Those of its numbers that are known.
    """

    name: str
    about: Mapping[str, str]
    seen: str
    numbers: Mapping[str, float]

    @property
    def icc(self) -> float | None:
        """Correlation within clusters: stated, or implied by deff, persons and clusters."""
        known = self.numbers
        if "icc" in known:
            return known["icc"]
        if not {"deff", "persons", "clusters"} <= known.keys():
            return None
        take = known["persons"] / known["clusters"]
        if take <= 1.0:
            return None
        return min(max((known["deff"] - 1.0) / (take - 1.0), 0.0), 1.0)


def earlier_surveys(path: Path | None = None) -> dict[str, EarlierSurvey]:
    """Earlier surveys by name: ours, and those of a user's table."""
    found = _read(OURS)
    return found if path is None else found | _read(path)


def icc_of_earlier(name: str, path: Path | None = None) -> float:
    """The correlation within clusters of an earlier survey.

    Raises
    ------
    UsageError
        If there is no such survey, or its row does not tell a correlation.
    """
    known = earlier_surveys(path)
    if name not in known:
        raise UsageError(f"there is no earlier survey {name!r}", code="earlier",
                         hint=nearest(name, known))  # fmt: skip
    icc = known[name].icc
    if icc is None:
        raise UsageError(
            f"the row {name!r} tells no correlation within clusters",
            code="earlier",
            hint="give icc, or deff with persons and clusters, in a row of your own table",
        )
    return icc


def _read(path: Path) -> dict[str, EarlierSurvey]:
    with path.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.DictReader(opened)
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise _fault(path, f"the column {missing[0]!r} is missing",
                         f"its columns are {', '.join(COLUMNS)}")  # fmt: skip
        return _by_name(reader, path)


def _by_name(rows: Iterable[Mapping[str, str | None]], path: Path) -> dict[str, EarlierSurvey]:
    found: dict[str, EarlierSurvey] = {}
    for number, row in enumerate(rows, start=2):
        one = _survey(row, path, number)
        if one.name in found:
            raise _fault(path, f"{one.name!r} stands twice", "give every row a name of its own")
        found[one.name] = one
    return found


def _survey(row: Mapping[str, str | None], path: Path, number: int) -> EarlierSurvey:
    texts = {column: (row[column] or "").strip() for column in COLUMNS}
    if not texts["name"] or texts["seen"] not in SEEN:
        raise _fault(path, f"line {number} lacks a name, or does not say how it was seen",
                     f"give a name, and in `seen` one of {', '.join(SEEN)}")  # fmt: skip
    numbers = {}
    for column in _NUMBERS:
        if not texts[column]:
            continue
        try:
            numbers[column] = float(texts[column])
        except ValueError:
            numbers[column] = -1.0
        if not 0.0 <= numbers[column] < 1e15 or (column == "icc" and numbers[column] > 1.0):
            raise _fault(path, f"line {number} has {texts[column]!r} for {column}",
                         "give a number of 0 or more, an icc up to 1, or nothing")  # fmt: skip
    about = {column: texts[column] for column in COLUMNS if column not in (*_NUMBERS, "name")}
    return EarlierSurvey(texts["name"], about, texts["seen"], numbers)


def _fault(path: Path, text: str, hint: str) -> DataError:
    return DataError(text, code="earlier", where=path.name, hint=hint)
