"""Whose data may be used: consent, assent of children, agreement of guardians, and its waiver.

A form marks the questions that record agreement (`Question.consent`). What a person answered is
kept only where she agreed:

* who was asked for consent of her own (`person`) said yes;
* a child who was asked for her assent said yes, and so did the guardian, or it was decided that the
  guardian is not asked (`waiver`: the guardian may be who exploits her). A guardian who was asked
  and said no is never overruled by a waiver;
* who was not to be asked herself (her questions of agreement have a condition) stands under the
  agreement of the household, where the form asks for one.

A "no" decides, whoever says it; refused is no. What was answered otherwise, left blank though
everybody is asked, or a path that was not gone to its end, is unknown, and unknown is not yes. Who
did not agree is in no table and is counted as not having responded: never as "no" to what she
would have been asked.

Rules of the house, after the requirements of ILO-ETHICS-2024 and WHO-TRAFFICKED-2003 as far as
they were seen (see `vocabulary.ethics`); a board may ask for more.
"""

from collections.abc import Mapping
from typing import Literal

import msgspec
import polars as pl

from measure87.collect.ethics.governing import Governing, governing
from measure87.collect.form.model import Form, Placed, Question, Section, placed, repeats
from measure87.vocabulary.errors import DataError

type Tables = Mapping[str, pl.DataFrame]
"""Tables of decision 48 by name: `main`, and one for each repeat."""
type Agreement = Literal["yes", "no", "unknown", "not-asked"]

MAIN = "main"
_KINDS = ("person", "assent", "guardian", "waiver")
_NO = ("no", "refused")
_ORDER = ("no", "unknown", "yes")
"""Which of several answers decides: the first of these."""
_BARE = {"waiver": "yes"}
"""What a code says of which the form says nothing: a waiver is told by its ground."""


class Responses(msgspec.Struct, frozen=True):
    """Rows of a table by what is known of the agreement of the person that each is of."""

    agreed: int
    under_household: int
    """Not to be asked herself; kept under the agreement of the table above."""
    refused: int
    unknown: int
    not_asked: int
    """Not asked herself, and nobody above her was."""
    above: int
    """Rows of interviews, or within rows, that are left out themselves."""

    @property
    def non_response(self) -> int:
        """Rows of persons who did not respond: each that is not of one who agreed."""
        return self.refused + self.unknown + self.not_asked + self.above


class Void(msgspec.Struct, frozen=True):
    """Questions that are asked only of who agreed, and rows of those who did not."""

    questions: frozenset[str]
    rows: frozenset[tuple[str, int]]


class Agreed(msgspec.Struct, frozen=True):
    """The tables of those who agreed, and what became of the other rows by table.

    void : table to the questions of a row whose answers were taken out, and those rows
    """

    tables: Tables
    responses: Mapping[str, Responses]
    void: Mapping[str, tuple[Void, ...]] = {}


def agreed(form: Form, tables: Tables) -> Agreed:
    """Leave out of every table what nobody agreed to.

    A question of agreement is about the questions that are asked only after it (`governing`): of
    who did not agree their answers are taken out, and the rows of repeats that are asked only then.
    What was told before, by others of the household, stays: who was not asked is unknown, and
    not gone. One that no condition refers to, and one of the main table, is about the whole row:
    it is left out with all that lies within it. A table without a question of agreement follows
    the one above it. Where the form has none at all, nothing is left out: see `consent_elsewhere`.

    Raises
    ------
    DataError
        If a question of agreement has answers of which the form does not say what they mean.
    """
    kept: dict[str, pl.DataFrame] = {}
    counted: dict[str, Responses] = {}
    void: dict[str, tuple[Void, ...]] = {}
    rules = governing(form)
    above_of = {chain[-1].name: _above(chain) for chain in repeats(form)}
    asks = {table_name(one) for one in placed(form) if one.question.consent}
    stands = {MAIN: False}
    refused: dict[str, dict[frozenset[str], pl.DataFrame]] = {}
    for name in (MAIN, *above_of):
        if name not in tables:
            continue
        above = above_of.get(name, MAIN)
        stands[name] = name != MAIN and (above in asks or stands[above])
        frame = tables[name]
        inside = frame if name == MAIN else _within(frame, kept[above], above)
        said = agreement_of(form, name, inside)
        counted[name] = _counted(
            said,
            int(((said == "not-asked") & stands[name]).sum()),
            len(frame) - len(inside),
        )
        own = [one for one in placed(form) if one.question.consent and table_name(one) == name]
        whole = [one for one in own if name == MAIN or not rules.asked_after(one.question.name)]
        if whole or not own:
            said = _told_by(form, inside, whole)
            inside = inside.filter((said == "yes") | ((said == "not-asked") & stands[name]))
        refused[name] = {} if name == MAIN else _below(inside, refused[above], above)
        for names in rules.sets(name) if name != MAIN else ():
            asked = [one for one in own if one.question.name in names]
            said = _told_by(form, inside, asked)
            keep = (said == "yes") | ((said == "not-asked") & stands[name])
            refused[name][names] = inside.filter(~keep).select("_id", "_row")
        kept[name], void[name] = _taken_out(inside, refused[name], rules, name)
    return Agreed(kept, counted, {name: one for name, one in void.items() if one})


def _told_by(form: Form, frame: pl.DataFrame, asked: list[Placed]) -> pl.Series:
    """What some questions of agreement of one table say of each row; yes where there are none."""
    if not asked:
        return pl.repeat("yes", len(frame), dtype=pl.String, eager=True)
    said = frame.select(_said(form, frame, asked, kind).alias(kind) for kind in _KINDS)
    every = said.unique()
    told = [decided(*row) for row in every.iter_rows()]
    if any(_asked_of_everybody(one) for one in asked):
        told = ["unknown" if one == "not-asked" else one for one in told]
    meant = every.with_columns(pl.Series("agreement", told, dtype=pl.String))
    return said.join(meant, on=_KINDS, how="left", nulls_equal=True, maintain_order="left")[
        "agreement"
    ]


def _below(
    frame: pl.DataFrame, refused: Mapping[frozenset[str], pl.DataFrame], above: str
) -> dict[frozenset[str], pl.DataFrame]:
    """Rows of a table that lie in rows of the one above whose persons did not agree."""
    if above == MAIN:
        return {}
    found = {}
    for names, rows in refused.items():
        keys = rows.rename({"_row": "_parent_row"})
        inside = frame.join(keys, on=["_id", "_parent_row"], how="semi", maintain_order="left")
        found[names] = inside.select("_id", "_row")
    return found


def _taken_out(
    frame: pl.DataFrame,
    refused: Mapping[frozenset[str], pl.DataFrame],
    rules: Governing,
    name: str,
) -> tuple[pl.DataFrame, tuple[Void, ...]]:
    """A table without the rows and answers that are asked only of who agreed."""
    void = []
    for names, rows in refused.items():
        if rows.is_empty():
            continue
        if rules.is_whole(name, names):
            frame = frame.join(rows, on=["_id", "_row"], how="anti", maintain_order="left")
            continue
        silent = rules.questions(name, names)
        columns = [one for one in frame.columns if one.partition("/")[0] in silent]
        if silent:
            void.append(Void(silent, frozenset(rows.iter_rows())))
        if columns:
            mark = rows.with_columns(pl.lit(value=True).alias("_void"))
            frame = (
                frame.join(mark, on=["_id", "_row"], how="left", maintain_order="left")
                .with_columns(
                    pl.when(pl.col("_void").is_null()).then(pl.col(one)).alias(one)
                    for one in columns
                )
                .drop("_void")
            )
    return frame, tuple(void)


def agreement_of(form: Form, table: str, frame: pl.DataFrame) -> pl.Series:
    """What is known of the agreement of the person of each row: yes, no, unknown, not-asked."""
    asked = [one for one in placed(form) if one.question.consent and table_name(one) == table]
    return _told_by(form, frame, asked)


def unlisted(form: Form, tables: Tables) -> dict[tuple[str, str], int]:
    """How many answers to a question of agreement are no choice of the form, where any are.

    Each makes an agreement that is not known. An export that has labels in place of codes has
    nothing else.

    Returns
    -------
    table and question to answers
    """
    found = {}
    for one in placed(form):
        name, table = one.question.name, table_name(one)
        if one.question.consent not in _KINDS or name not in tables.get(table, pl.DataFrame()):
            continue
        answers = tables[table][name].cast(pl.String).str.strip_chars()
        codes = list(says_of(form, one.question))
        count = int(((answers != "") & ~answers.is_in(codes)).sum())
        if count:
            found[table, name] = count
    return found


def decided(
    person: str | None, assent: str | None, guardian: str | None, waiver: str | None
) -> Agreement:
    """What answers to the four kinds of questions make; None was not answered.

    >>> decided("yes", None, None, None), decided(None, "yes", None, "yes")
    ('yes', 'yes')
    >>> decided(None, "yes", "no", "yes"), decided(None, "yes", None, None)
    ('no', 'unknown')
    >>> decided(None, None, None, None)
    'not-asked'
    """
    if "no" in (person, assent, guardian):
        return "no"
    if "unknown" in (person, assent):
        return "unknown"
    if assent == "yes":
        return "yes" if "yes" in (guardian, waiver) else "unknown"
    if person == "yes":
        return "yes"
    return "not-asked" if guardian is None and waiver is None else "unknown"


def table_name(one: Placed) -> str:
    """The table that has a question's answer."""
    return one.table or MAIN


def says_of(form: Form, question: Question) -> Mapping[str, str]:
    """What each code of a question says: yes, no, unknown or refused.

    Raises
    ------
    DataError
        If the form says of none of them that it is yes.
    """
    if question.kind == "acknowledge":
        return {"OK": "yes"}
    listed = form.list_of(question)
    says = {one.name: one.says for one in listed.choices} if listed else {}
    if "yes" not in says.values() and question.consent not in _BARE:
        raise DataError(
            f"the form does not say which answer to {question.name!r} is yes",
            code="unknown-agreement",
            where="form/form.json",
            hint=f"give the choices of {question.choices!r} their `says`: yes, no, refused or "
            "unknown",
        )
    return says


def _said(form: Form, frame: pl.DataFrame, asked: list[Placed], kind: str) -> pl.Expr:
    """Of each row, what all questions of a kind say together: a no decides, then an unknown."""
    ranks = [
        _rank(says_of(form, one.question), one.question.name, kind)
        for one in asked
        if one.question.consent == kind and one.question.name in frame.columns
    ]
    if not ranks:
        return pl.lit(None, dtype=pl.String)
    said = dict(enumerate(_ORDER))
    return pl.min_horizontal(ranks).replace_strict(said, return_dtype=pl.String)


def _rank(says: Mapping[str, str], name: str, kind: str) -> pl.Expr:
    """Place in `_ORDER` of what each answer to a question means; null where there is none."""
    meant = {code: said or _BARE.get(kind, "unknown") for code, said in says.items()}
    places = {
        code: _ORDER.index("no" if one in _NO else one if one == "yes" else "unknown")
        for code, one in meant.items()
    }
    answer = pl.col(name).cast(pl.String).str.strip_chars()
    other = pl.lit(_ORDER.index("unknown"), dtype=pl.Int64)
    known = answer.replace_strict(places, default=other, return_dtype=pl.Int64) if places else other
    return pl.when(answer != "").then(known)


def _above(chain: tuple[Section, ...]) -> str:
    return next((one.name for one in reversed(chain[:-1]) if one.repeats), MAIN)


def _within(frame: pl.DataFrame, above: pl.DataFrame, above_name: str) -> pl.DataFrame:
    """Rows that lie in a row which is still there."""
    if above_name == MAIN:
        return frame.join(above.select("_id"), on="_id", how="semi", maintain_order="left")
    keys = above.select("_id", pl.col("_row").alias("_parent_row"))
    return frame.join(keys, on=["_id", "_parent_row"], how="semi", maintain_order="left")


def _asked_of_everybody(one: Placed) -> bool:
    """Whether a question has no condition within its table, so that a blank is no answer."""
    last = max((k for k, s in enumerate(one.sections) if s.repeats), default=-1)
    return not one.question.relevant and not any(s.relevant for s in one.sections[last + 1 :])


def _counted(said: pl.Series, under: int, above: int) -> Responses:
    counts = {one: int((said == one).sum()) for one in ("yes", "no", "unknown", "not-asked")}
    return Responses(
        agreed=counts["yes"],
        under_household=under,
        refused=counts["no"],
        unknown=counts["unknown"],
        not_asked=counts["not-asked"] - under,
        above=above,
    )
