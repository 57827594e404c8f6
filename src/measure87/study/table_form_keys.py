"""Keys of settings that say how a table lies in its file; see `files.table_form`."""

import codecs
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Protocol

from measure87.files import TableForm
from measure87.files.settings import (
    TEXT,
    LeftOut,
    Named,
    Place,
    choice,
    named_tables,
    refined,
    table,
    whole,
)
from measure87.files.table_form import DECIMALS, SEPARATORS, Decimal
from measure87.study.new_text import quoted

_HOW = "[what files may be](../how-to/files-as-offices-have-them.md)"
_LAST_ROW = 1_000
_ASKED = LeftOut("found in the file where it is sure, and asked for otherwise")


def _known_encoding(key: str, said: str, place: Place) -> str:
    try:
        codecs.lookup(said)
    except LookupError:
        raise place.wrong(key, said, "for instance windows-1252, windows-1251, utf-16") from None
    return said


Encoding = Annotated[
    str | None,
    refined(TEXT, _known_encoding),
    f"of the text in a file that is no UTF-8: `windows-1252`, `windows-1251`, ...; {_HOW}",
    _ASKED,
]
Separator = Annotated[
    str | None, choice([*SEPARATORS]), "between cells of CSV text: `,`, `;`, tab or `|`", _ASKED
]
DecimalSign = Annotated[
    Decimal | None,
    choice(DECIMALS),
    "`,` or `.`: the sign before decimals, where numbers could be read either way (`1,234`)",
    _ASKED,
]
SheetName = Annotated[str | None, TEXT, "name of the sheet of a workbook", _ASKED]
MemberName = Annotated[str | None, TEXT, "name of the file in a ZIP file", _ASKED]
HeaderRow = Annotated[
    int | None, whole(1, _LAST_ROW), "row with the names of the columns, counted from 1", _ASKED
]


@dataclass(frozen=True, kw_only=True)
class FileForm:
    """How a file lies, in a table of its own."""

    encoding: Encoding = None
    separator: Separator = None
    decimal: DecimalSign = None
    sheet: SheetName = None
    member: MemberName = None
    header_row: HeaderRow = None


@dataclass(frozen=True, kw_only=True)
class FormOfOne(FileForm):
    """How one table of an input lies in its file, where it is otherwise than the others."""

    name: str


FormLine = Annotated[
    FileForm | None,
    Named("form"),
    table(FileForm, optional=True),
    'several of the six keys above in one line: `form = { encoding = "windows-1252", '
    'decimal = "," }`',
    LeftOut("the six keys above"),
]


class SaysKeys(Protocol):
    """A table of settings with the six keys."""

    @property
    def encoding(self) -> Encoding:
        """The key `encoding`."""
        ...

    @property
    def separator(self) -> Separator:
        """The key `separator`."""
        ...

    @property
    def decimal(self) -> DecimalSign:
        """The key `decimal`."""
        ...

    @property
    def sheet(self) -> SheetName:
        """The key `sheet`."""
        ...

    @property
    def member(self) -> MemberName:
        """The key `member`."""
        ...

    @property
    def header_row(self) -> HeaderRow:
        """The key `header_row`."""
        ...


class SaysForm(SaysKeys, Protocol):
    """The six keys, and the line that may say several of them."""

    @property
    def form_line(self) -> FileForm | None:
        """The key `form`."""
        ...


def form_said(by: SaysForm | FileForm) -> TableForm:
    """How a file lies, by the keys beside its name or the line `form`."""
    line = None if isinstance(by, FileForm) else by.form_line
    own = asdict(_by_keys(by))
    more = {} if line is None else asdict(_by_keys(line))
    return TableForm(**{key: said or more.get(key) for key, said in own.items()})


def refuse_form_twice(by: SaysForm, place: Place) -> None:
    """Refuse a key that stands beside the file's name and in the line `form` too.

    Raises
    ------
    StudyError
        `twice`.
    """
    if by.form_line is None:
        return
    line = asdict(_by_keys(by.form_line))
    twice = [key for key, said in asdict(_by_keys(by)).items() if said and line[key]]
    if twice:
        text = f"{twice[0]} stands in form, and again beside it"
        raise place.fault(text, code="twice", hint="write it once")


def _by_keys(by: SaysKeys) -> TableForm:
    return TableForm(
        encoding=by.encoding,
        separator=by.separator,
        decimal=by.decimal,
        sheet=by.sheet,
        member=by.member,
        header_row=by.header_row,
    )


Forms = Annotated[
    Mapping[str, FormOfOne],
    named_tables(
        FormOfOne,
        example='sheet = "NAME"',
        made=lambda found: {one.name: one for one in found},
    ),
    "`[inputs.NAME.forms.jobs]`: the six keys above for the file of one table alone, such as its "
    "sheet in a workbook that holds several tables",
    LeftOut("the six keys above, for all files of the input"),
]


def form_lines(form: TableForm) -> list[str]:
    """Lines of settings that say a form."""
    said = {
        "encoding": form.encoding, "separator": form.separator, "decimal": form.decimal,
        "sheet": form.sheet, "member": form.member,
    }  # fmt: skip
    lines = [f"{key} = {quoted(value)}" for key, value in said.items() if value is not None]
    return [*lines, *([f"header_row = {form.header_row}"] if form.header_row else [])]
