"""The workbook with which a country is consulted, and the log of what countries answer.

One room fills it, another writes it, and the first reads it back: names of sheets, headings and
questions are agreed here. An answer belongs to the figures that were shown: the workbook carries
a mark of the run and a hash of its figures.
"""

import hashlib
import json
from dataclasses import dataclass

from measure87.vocabulary.columns.table import Column, Table

ABOUT_SHEET = "About"
ESTIMATES_SHEET = "What the model says"
INPUTS_SHEET = "Figures"
ANSWERS_SHEET = "Your answer"

RESPONSES = (
    ("agree", "We agree with the estimate"),
    ("disagree", "We do not agree; the reason is in the comment"),
    ("new_data", "We have other figures, named in the comment"),
    ("comment", "A comment only"),
)

CONSULTED_ESTIMATES = Table(
    "consulted_estimates",
    "one estimate of the country that is consulted",
    (
        Column("measure", "code", "which measure", required=True),
        Column("year", "integer", "calendar year", required=True),
        Column("sex", "code", "whom it is about", required=True),
        Column("age_from", "integer", "youngest age", unit="completed years", required=True),
        Column("age_to", "integer", "oldest age", unit="completed years"),
        Column("value", "number", "estimated share, 0 to 1"),
        Column("lower", "number", "lower limit"),
        Column("upper", "number", "upper limit"),
        Column("level", "number", "probability between the limits"),
        Column("basis", "code", "what it rests on"),
    ),
)

CONSULTED_INPUTS = Table(
    "consulted_inputs",
    "one published figure of the country, used or not",
    (
        Column("measure", "code", "which measure", required=True),
        Column("year", "integer", "calendar year", required=True),
        Column("sex", "code", "whom it is about", required=True),
        Column("age_from", "integer", "youngest age", unit="completed years"),
        Column("age_to", "integer", "oldest age", unit="completed years"),
        Column("estimate", "number", "published share, 0 to 1"),
        Column("source", "code", "survey or publication"),
        Column("origin", "code", "where it was taken from"),
        Column("included", "code", "yes or no", required=True),
        Column("reason", "code", "why it is left out"),
        Column("assumed_se", "number", "standard error that the model used"),
        Column("fitted", "number", "what the model says there"),
        Column("fitted_lower", "number", "lower limit"),
        Column("fitted_upper", "number", "upper limit"),
        Column("left_out_expected", "number", "what it says without the country's figures"),
        Column("left_out_lower", "number", "lower limit"),
        Column("left_out_upper", "number", "upper limit"),
    ),
)

ANSWER_COLUMNS = (
    ("question", "Question"),
    ("measure", "Measure"),
    ("asked", "What is asked"),
    ("response", "Your answer (choose one)"),
    ("comment", "Comment, or where other figures are published"),
    ("name", "Name of who answers"),
    ("office", "Office"),
    ("date", "Date, YYYY-MM-DD"),
)
"""Names and headings of the answer sheet; the first three are filled in."""

CONSULTATION_ANSWERS = Table(
    "consultation_answers",
    "one answer of a country",
    (
        Column("country", "code", "ISO 3166-1 alpha-3", required=True),
        Column("question", "code", "estimate, figures or new_data", required=True),
        Column("measure", "code", "which measure; empty is all"),
        Column("response", "code", "what is answered", levels=RESPONSES, required=True),
        Column("comment", "code", "in the country's words"),
        Column("name", "code", "who answers", required=True),
        Column("office", "code", "for which office"),
        Column("date", "code", "day of the answer, YYYY-MM-DD", required=True),
        Column("run", "code", "mark of the run that was consulted on", required=True),
        Column("file", "code", "name of the workbook", required=True),
        Column("sha256", "code", "of the workbook that came back", required=True),
    ),
)

Cell = str | int | float | None
"""What a cell holds."""


@dataclass(frozen=True)
class ConsultationBook:
    """What one country is shown and asked.

    Attributes
    ----------
    country, country_name : str
        ISO3, and its English name.
    title : str
        Of the estimate.
    run : str
        Mark of the run, such as a hash of its inputs and settings.
    notes : tuple of str
        Plain sentences that stand before everything else.
    estimates : rows of CONSULTED_ESTIMATES
    inputs : rows of CONSULTED_INPUTS
        None where the country has no figures of its own.
    questions : rows (question, measure, words)
        One row of the answer sheet each.
    """

    country: str
    country_name: str
    title: str
    run: str
    notes: tuple[str, ...]
    estimates: tuple[tuple[Cell, ...], ...]
    inputs: tuple[tuple[Cell, ...], ...]
    questions: tuple[tuple[str, str, str], ...]

    @property
    def figures_hash(self) -> str:
        """SHA-256 of all that is shown, by which a workbook with changed figures is known."""
        return shown_hash(self.country, self.run, self.estimates, self.inputs)


def shown_hash(
    country: str,
    run: str,
    estimates: tuple[tuple[Cell, ...], ...],
    inputs: tuple[tuple[Cell, ...], ...],
) -> str:
    """SHA-256 of the figures of a workbook as its cells show them.

    Numbers count to six significant digits, so that a program that stores a workbook anew does
    not change the hash.
    """
    shown = [[shown_text(cell) for cell in row] for row in (*estimates, *inputs)]
    return hashlib.sha256(json.dumps([country, run, shown]).encode()).hexdigest()


def shown_text(cell: Cell) -> str:
    """A cell as text: numbers to six significant digits, nothing as an empty text."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        text = cell.strip()
        try:
            return f"{float(text):.6g}"
        except ValueError:
            return text
    return f"{float(cell):.6g}"
