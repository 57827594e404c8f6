"""What happened to the data on their way to the standard tables: counts, never persons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from measure87.collect.suspected_codes import SuspectedCodes, is_mark
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.few_told import FEW, told
from measure87.vocabulary.releases.survey import MappingAccount, RowsOutOfRange, UnmappedRows


@dataclass(frozen=True)
class UnmappedCode:
    """A code that no line of the mapping names, taken as unknown (or as no answer)."""

    table: str
    column: str
    variable: str
    code: str
    """Never shown unless it is `labelled`: a cell may hold anything."""
    rows: int
    labelled: bool = False
    """Whether the file has a label for the code."""


@dataclass(frozen=True)
class OutOfRange:
    """Numbers outside their valid range, taken as not told."""

    table: str
    column: str
    variable: str
    least: float
    greatest: float
    rows: int


@dataclass(frozen=True)
class ContraryLabels:
    """Codes of a variable that are read as the contrary of what their labels say."""

    table: str
    column: str
    variable: str
    codes: tuple[tuple[str, str], ...]
    """Each with its label in the file, or itself where it is a word."""
    kind: str
    """Kind of the standard column, a status or a code; `no_answer` where labels say that."""

    @property
    def named(self) -> list[str]:
        """The codes as a sentence names them: 1 (Non)."""
        return [code if code == label else f"{code} ({label})" for code, label in self.codes]


@dataclass(frozen=True)
class MappingReport:
    """Counts of what was read, kept, not told and not mapped.

    Parameters
    ----------
    rows_read, rows_kept : mapping
        Table -> rows in its file, and rows in the standard table.
    unmapped : tuple of UnmappedCode
    out_of_range : tuple of OutOfRange
    suspected : tuple of SuspectedCodes
    contrary : tuple of ContraryLabels
    unknown : mapping
        `table.column` -> rows with the status unknown, or with a number not told although
        the activity took place.
    without_age : int
        Persons whose age is not known: they are outside the universe of every measure with ages.
    unknown_items : int
        Answers that are a yes or an unknown to an item that is not known.
    absent : mapping
        Table -> standard columns that the questionnaire does not give.
    assumed : tuple of Notice
        What readers and presets had to assume, and what the mapping's author says.
    left_out : tuple of Notice
        Optional columns of the mapping that a file does not have.
    """

    rows_read: dict[str, int] = field(default_factory=dict)
    rows_kept: dict[str, int] = field(default_factory=dict)
    unmapped: tuple[UnmappedCode, ...] = ()
    out_of_range: tuple[OutOfRange, ...] = ()
    suspected: tuple[SuspectedCodes, ...] = ()
    contrary: tuple[ContraryLabels, ...] = ()
    unknown: dict[str, int] = field(default_factory=dict)
    without_age: int = 0
    unknown_items: int = 0
    absent: dict[str, tuple[str, ...]] = field(default_factory=dict)
    assumed: tuple[Notice, ...] = ()
    left_out: tuple[Notice, ...] = ()

    @property
    def notices(self) -> tuple[str, ...]:
        """What a reader of the results should know, in sentences that may be published."""
        return tuple(warning.text for warning in self.warnings)

    @property
    def warnings(self) -> tuple[Notice, ...]:
        """The same with codes and values, for reports in other languages."""
        found = (*self._odd_values(), *self._perhaps_no_numbers(), *self._no_ages())
        contrary = _told_as_contrary(self.contrary)
        return (*self.assumed, *self.left_out, *contrary, *found, *self._no_items())

    def _no_items(self) -> Iterable[Notice]:
        """Answers that may be a yes to any item."""
        if self.unknown_items:
            yield Notice(
                "items-unknown",
                f"in {told_rows(self.unknown_items)} a yes or an unknown is told of a circumstance "
                "that is not known; it may be any, so these jobs are undetermined unless their "
                "other answers decide",
                {"rows": row_count(self.unknown_items)},
            )

    def _no_ages(self) -> Iterable[Notice]:
        """Persons of whom no measure with ages can speak."""
        if self.without_age:
            yield Notice(
                "ages-unknown",
                f"in {told_rows(self.without_age)} of persons the age is not known; measures that "
                "speak of ages leave these persons out",
                {"rows": row_count(self.without_age)},
            )

    def _perhaps_no_numbers(self) -> Iterable[Notice]:
        """Numbers that may be codes for no answer, and what to write in either case."""
        for one in self.suspected:
            codes = [str(code) for code in one.codes]
            if one.column == "exclusion":
                yield _counted_as_none(one)
                continue
            if any(map(is_mark, one.codes)):
                yield _read_as_codes(one)
                continue
            yield Notice(
                "perhaps-missing-codes",
                f"{one.variable}: {', '.join(codes)} in {told_rows(one.rows)} are read as numbers "
                f"({one.column}). Are they codes for no answer? Then name them in `missing`; if "
                "they are numbers, state `range`",
                {
                    "variable": one.variable,
                    "named": codes,
                    "rows": row_count(one.rows),
                    "item": one.column,
                },
            )

    def _odd_values(self) -> Iterable[Notice]:
        for code in _told_codes(self.unmapped):
            rows = told_rows(code.rows)
            told = {"variable": code.variable, "rows": row_count(code.rows), "item": code.column}
            place = f"{code.table}.{code.column}"
            if code.labelled:
                text = f"code {code.code!r} in {rows} is not mapped; {place} takes it"
                told |= {"code": code.code}
            else:
                text = f"codes without a label in {rows} are not mapped; {place} takes them"
            yield Notice(
                "unmapped-code" if code.labelled else "unmapped-codes",
                f"{code.variable}: {text} as unknown",
                told,
            )
        for out in self.out_of_range:
            yield Notice(
                "out-of-range",
                f"{out.variable}: {told_rows(out.rows)} outside {out.least:g} to "
                f"{out.greatest:g}; {out.table}.{out.column} takes them as not stated",
                {
                    "variable": out.variable,
                    "rows": row_count(out.rows),
                    "minimum": out.least,
                    "maximum": out.greatest,
                    "item": out.column,
                },
            )

    @property
    def account(self) -> MappingAccount:
        """Every count, as a result has it before the disclosure gate; not to be published so."""
        return MappingAccount(
            rows_read=self.rows_read,
            rows_kept=self.rows_kept,
            unmapped=[_unmapped(entry) for entry in _told_codes(self.unmapped)],
            out_of_range=[_out_of_range(entry) for entry in self.out_of_range],
            unknown=self.unknown,
            absent={table: list(names) for table, names in self.absent.items()},
            assumed=[notice.text for notice in (*self.assumed, *self.left_out)],
        )


def _counted_as_none(one: SuspectedCodes) -> Notice:
    """Codes for no answer to which kind the work is, which count as none of the five."""
    codes = [str(code) for code in one.codes]
    return Notice(
        "missing-as-none",
        f"{one.variable}: {', '.join(codes)} in {told_rows(one.rows)} count as none of the five "
        f"kinds ({one.column}). If such a code means that it is not known, take it out of "
        '`missing` and map it in `codes` to "EX_UNKNOWN"',
        _values_of(one, codes),
    )


def _read_as_codes(one: SuspectedCodes) -> Notice:
    """Marks for nothing, such as NA, that stand as a region or a stratum of its own."""
    codes = [str(code) for code in one.codes]
    return Notice(
        "marks-as-codes",
        f"{one.variable}: {', '.join(codes)} in {told_rows(one.rows)} are read as codes "
        f"({one.column}); programs write so for a cell that holds nothing. If nothing was stated, "
        "name them in `missing`, or correct the file where they are of the sample design; if they "
        "are codes, name them in `labels`",
        _values_of(one, codes),
    )


def _told_as_contrary(found: Iterable[ContraryLabels]) -> Iterable[Notice]:
    """One sentence for all variables whose codes are read in the same way, in their order."""
    variables: dict[tuple[str, str, tuple[str, ...]], dict[str, None]] = {}
    for one in found:
        alike = (one.kind, one.column, tuple(one.named))
        variables.setdefault(alike, {})[one.variable] = None
    for (kind, column, named), names in variables.items():
        if kind == "no_answer":
            yield _told_as_answer(", ".join(names), named, column)
            continue
        is_status = kind == "status"
        listed, codes = ", ".join(names), ", ".join(named)
        remedy = (
            "Exchange the codes of `yes` and `no`, unless the question asks for the contrary, such "
            "as whether somebody agreed freely"
            if is_status
            else "Exchange the codes in `codes`, or correct the labels of the file"
        )
        yield Notice(
            "contrary-answers" if is_status else "contrary-labels",
            f"{listed}: the mapping reads {codes} as the contrary of what the labels say "
            f"({column}). {remedy}",
            {"variable": listed, "named": list(named), "item": column},
        )


def _told_as_answer(variables: str, named: Sequence[str], column: str) -> Notice:
    """The warning of codes that are read as an answer and are none by their labels."""
    return Notice(
        "no-answer-as-answer",
        f"{variables}: the mapping reads {', '.join(named)} as yes or no, and the labels say that "
        f"there is no answer ({column}). Name such codes in `unknown`, unless the question makes "
        "them an answer",
        {"variable": variables, "named": list(named), "item": column},
    )


def _values_of(
    one: SuspectedCodes, codes: list[str]
) -> dict[str, str | int | list[str] | dict[str, int]]:
    """What a sentence on such codes says, for every language to say it."""
    return {
        "variable": one.variable,
        "named": codes,
        "rows": row_count(one.rows),
        "item": one.column,
    }


def _unmapped(entry: UnmappedCode) -> UnmappedRows:
    return UnmappedRows(
        table=entry.table,
        column=entry.column,
        variable=entry.variable,
        code=entry.code or None,
        rows=entry.rows,
    )


def _out_of_range(entry: OutOfRange) -> RowsOutOfRange:
    return RowsOutOfRange(
        table=entry.table,
        column=entry.column,
        variable=entry.variable,
        minimum=entry.least,
        maximum=entry.greatest,
        rows=entry.rows,
    )


def _told_codes(unmapped: Iterable[UnmappedCode]) -> list[UnmappedCode]:
    """The codes that have a label, and of each variable all others together, without them."""
    shown: list[UnmappedCode] = []
    others: dict[tuple[str, str, str], int] = {}
    for entry in unmapped:
        if entry.labelled:
            shown.append(entry)
        else:
            place = (entry.table, entry.column, entry.variable)
            others[place] = others.get(place, 0) + entry.rows
    return shown + [UnmappedCode(*place, "", rows) for place, rows in others.items()]


def row_count(count: int) -> int | dict[str, int]:
    """How many rows, as a value that may be published."""
    return {"below": FEW} if count < FEW else count


def told_rows(count: int) -> str:
    """How many rows, in words that may be published."""
    return told(count, "rows")
