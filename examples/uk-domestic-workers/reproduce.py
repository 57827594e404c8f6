"""Do the authors' rules give the authors' numbers? Their coding of the survey, recomputed.

Follows the codebook of OSF project vf5yb (CC BY 4.0) cell by cell: thirteen categories, the
composite index, the binary indicators. Prints counts per category, never persons. Uses nothing
of measure87, so that it can be held against the figures of the run.

    python examples/uk-domestic-workers/reproduce.py
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SURVEY = Path(__file__).parent / "survey.csv"

Row = Mapping[str, str]


@dataclass(frozen=True)
class Question:
    """A question of a category: which codes are a yes, and which no answer."""

    name: str
    yes: tuple[int, ...]
    unknown: tuple[int, ...] = ()

    def says(self, row: Row) -> bool | None:
        """Yes, no, or None for no answer."""
        code = int(row[self.name])
        return None if code in self.unknown else code in self.yes


def _often(name: str) -> Question:
    """Always, often or sometimes is a yes, never a no, 4 no answer."""
    return Question(name, (0, 1, 2), (4,))


CATEGORIES: Mapping[int, tuple[str, tuple[Question, ...]]] = {
    1: ("abuse of vulnerability", (_often("q29"), Question("q51", (0,), (2,)))),
    2: ("deception", (Question("q45", (0,), (2,)),)),
    3: ("restriction of movement", (_often("q32"), Question("q46", (2, 3), (4,)))),
    4: ("isolation", (Question("q65", (1,), (2,)),)),
    5: (
        "physical and sexual violence",
        (Question("q44", (0,), (2,)), Question("q44_b", (0,), (2,))),
    ),
    6: ("intimidation and threats", (_often("q47"),)),
    7: ("retention of identity documents", (_often("q70"),)),
    8: ("withholding of wages", (_often("q42"),)),
    9: ("debt bondage", (Question("q39", (0,), (2,)),)),
    10: (
        "abusive conditions",
        (
            _often("q48"),
            _often("q63"),
            Question("q72", (2, 3), (4,)),
            Question("q76", (1, 2, 3), (4,)),
        ),
    ),
    11: (
        "excessive overtime",
        (Question("q16", (6, 7)), Question("q61", (2, 3), (4,)), _often("q62")),
    ),
    12: ("below the national living wage", (Question("q36", (0, 1, 2), (5,)),)),
    13: ("advised to enter the referral mechanism", (Question("q80", (0, 1), (4,)),)),
}
"""Categories of the codebook. 1 takes q51 as the data have it: a written contract."""

LIVING_WAGE_IN_THE_DATA = Question("q36", (0, 1, 2, 3), (5,))
"""What the data count: the codebook leaves out the code 3."""

MOST = 0.09
"""Weight of a category in the composite index, shared evenly by its questions."""
CAPTIONS = ("agree", "differ", "ours", "theirs", "% if no", "% if out", "untold")

BINARY: Mapping[str, tuple[Question, ...]] = {
    "document_withholding_rds": (_often("q70"),),
    "pay_issues_rds": (Question("q39", (0,), (2,)), _often("q42")),
    "threats_abuse_rds": (Question("q45", (0,), (2,)), _often("q47"), _often("q48")),
    "excessive_hours_rds": (Question("q61", (2, 3), (4,)), _often("q62")),
    "access_to_help_rds": (Question("q78", (0,)),),
}
"""The five binary indicators; the last is knowing whom to ask, against its name."""


@dataclass(frozen=True)
class Agreement:
    """One coded column beside the authors': persons, and shares of those who count."""

    name: str
    agree: int
    differ: int
    cases: int
    """By the documented rule, no answer counted as no."""
    their_cases: int
    share_if_no: float
    """No answer counted as no."""
    share_if_left_out: float
    """Those whose answers leave it open left out."""
    untold: int
    """Those whose answers leave it open."""


def read_survey(path: Path = SURVEY) -> list[Row]:
    """The rows of the survey."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def category(row: Row, questions: Sequence[Question]) -> float:
    """Weight of a category for one respondent; no answer counts as no."""
    return MOST / len(questions) * sum(question.says(row) is True for question in questions)


def any_yes(row: Row, questions: Sequence[Question]) -> bool | None:
    """Yes if one question is, None if one that was not answered could be, else no."""
    answers = [question.says(row) for question in questions]
    if True in answers:
        return True
    return None if None in answers else False


def agreement(
    name: str, rows: Sequence[Row], questions: Sequence[Question], column: str, *, weight: bool
) -> Agreement:
    """Compare one of the authors' columns, cell by cell, with its rule."""
    answers = [any_yes(row, questions) for row in rows]
    ours = [category(row, questions) for row in rows] if weight else [a is True for a in answers]
    theirs = [float(row[column]) for row in rows]
    same = sum(abs(one - other) < 1e-9 for one, other in zip(ours, theirs, strict=True))
    cases, untold = sum(a is True for a in answers), sum(a is None for a in answers)
    return Agreement(
        name,
        agree=same,
        differ=len(rows) - same,
        cases=cases,
        their_cases=sum(value > 0 for value in theirs),
        share_if_no=cases / len(rows),
        share_if_left_out=cases / (len(rows) - untold),
        untold=untold,
    )


def categories(rows: Sequence[Row]) -> list[Agreement]:
    """All thirteen, and the twelfth as the data have it."""
    found = [
        agreement(f"{number:2d} {title}", rows, questions, f"category_{number}", weight=number < 12)
        for number, (title, questions) in CATEGORIES.items()
    ]
    in_data = agreement(
        "12 with code 3 of q36", rows, (LIVING_WAGE_IN_THE_DATA,), "category_12", weight=False
    )
    return [*found[:12], in_data, *found[12:]]


def binaries(rows: Sequence[Row]) -> list[Agreement]:
    """The five binary indicators."""
    return [
        agreement(name, rows, questions, name, weight=False) for name, questions in BINARY.items()
    ]


def composite(rows: Sequence[Row]) -> tuple[int, int]:
    """Respondents whose composite index is the sum of the authors' categories, and of ours."""
    of_theirs = of_ours = 0
    for row in rows:
        index = float(row["composite_risk"])
        theirs = sum(float(row[f"category_{number}"]) for number in range(1, 12))
        ours = sum(category(row, CATEGORIES[number][1]) for number in range(1, 12))
        of_theirs += abs(theirs - index) < 1e-9
        of_ours += abs(ours - index) < 1e-9
    return of_theirs, of_ours


def main() -> None:
    """Print how far the documented rules give the authors' columns."""
    rows = read_survey()
    print(f"{len(rows)} respondents: shares among them, no estimates for any population.\n")
    head = f"{'':40}" + "".join(f"{caption:>9}" for caption in CAPTIONS)
    print(head)
    for one in categories(rows):
        print(_line(one))
    unexplained = sum(one.differ for one in categories(rows)[:11])
    print(f"\nCells of categories 1 to 11 that the documented rules do not give: {unexplained}")
    of_theirs, of_ours = composite(rows)
    print(f"Composite index equal to the sum of the authors' categories: {of_theirs}")
    print(f"Composite index equal to the sum of the documented rules: {of_ours}\n")
    print(head)
    for one in binaries(rows):
        print(_line(one))
    lack = sum(row["q78"] == "1" for row in rows)
    print(f"\naccess_to_help_rds is 1 for those who know whom to ask; {lack} do not (q78 = 1).")


def _line(one: Agreement) -> str:
    counts = (one.agree, one.differ, one.cases, one.their_cases)
    shares = (one.share_if_no, one.share_if_left_out)
    return (
        f"{one.name:40}"
        + "".join(f"{count:9d}" for count in counts)
        + "".join(f"{share * 100:9.1f}" for share in shares)
        + f"{one.untold:9d}"
    )


if __name__ == "__main__":
    main()
