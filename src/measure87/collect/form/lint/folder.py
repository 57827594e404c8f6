"""The check of a folder that `form build` made: its XLSForm, held against its form.json."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from measure87.collect.form.lint.book import Book, read_book
from measure87.collect.form.lint.finding import Finding, Place, quoted
from measure87.collect.form.lint.form_reading import form_of
from measure87.collect.form.lint.rendered import book_of, marks_of
from measure87.collect.form.lint.xlsform import Entry, Marks, XlsForm
from measure87.collect.form.model import Form, read_form
from measure87.vocabulary.errors import DataError, StudyError

_NAME = "form.json"
_UNASKED = ("note", "hidden", "audit", "start", "end", "today", "deviceid", "username")
"""Rows that those who write an XLSForm may add, or write otherwise."""
_SAME = ("relevant", "constraint", "calculation", "required", "repeat_count", "bind::type")


@dataclass(frozen=True)
class BuiltForm:
    """A form of our own, and the sheets that are checked for it."""

    form: Form
    path: Path
    """Of form.json."""
    book: Book

    @property
    def marks(self) -> Marks:
        """What form.json says beyond the sheets."""
        return marks_of(self.form)

    @property
    def asked(self) -> frozenset[str]:
        """Questions, and choices of questions as `question/choice`, that the sheets still have."""
        read = form_of(self.book)
        found = set(read.by_name)
        for entry in read.entries:
            found |= {f"{entry.name}/{code}" for code in read.codes(entry) or ()}
        return frozenset(found)


def built_form(path: Path) -> BuiltForm:
    """The form of a folder, or of a form.json.

    Raises
    ------
    StudyError
        If there is no form.json.
    DataError
        If it is no form, or its XLSForm no workbook that may be opened.
    """
    json = find_form_json(path)
    try:
        form = read_form(json)
    except msgspec.MsgspecError as error:
        raise DataError(
            f"{json.name} is no form: {error}",
            code="not-that-format",
            where=str(json),
            hint="write it again with `measure87 form build`",
        ) from error
    sheets = json.with_name("form.xlsx")
    return BuiltForm(form, json, read_book(sheets) if sheets.is_file() else book_of(form, json))


def find_form_json(path: Path) -> Path:
    """The form.json of a study's folder, of its folder `form`, or itself."""
    places = [path] if path.is_file() else [path / "form" / _NAME, path / _NAME]
    found = next((one for one in places if one.is_file()), None)
    if found is None:
        raise StudyError(
            f"there is no {_NAME} in {path.name}",
            code="no-form",
            where=str(path),
            hint="name a folder that `measure87 form build` made, or an XLSForm (.xlsx)",
        )
    return found


def unlike(built: BuiltForm) -> Iterator[Finding]:
    """Where the XLSForm was changed and form.json was not."""
    read = form_of(built.book)
    should = form_of(book_of(built.form, built.path))
    for wanted in should.entries:
        if wanted.type not in _UNASKED:
            yield from _unlike(read.one(wanted.name), wanted)
    yield from _order(read, should)
    for entry in read.questions:
        if entry.name not in should.by_name and entry.type not in _UNASKED and entry.name:
            text = f"{quoted(entry.name)} is not in {_NAME}"
            yield Finding("unlike-form-json", text, entry.place("name"), entry.name)


def _order(read: XlsForm, should: XlsForm) -> Iterator[Finding]:
    """The first row that stands elsewhere than in form.json."""
    here = [one for one in read.entries if one.name in should.by_name]
    there = [one.name for one in should.entries if one.name in read.by_name]
    for entry, name in zip(here, there, strict=False):
        if entry.name != name:
            text = f"{quoted(entry.name)} stands where {_NAME} has {quoted(name)}"
            yield Finding("unlike-form-json", text, entry.place("name"), entry.name)
            return


def _unlike(entry: Entry | None, wanted: Entry) -> Iterator[Finding]:
    if entry is None:
        text = f"there is no {quoted(wanted.name)} any more, and {_NAME} has it"
        yield Finding("unlike-form-json", text, Place("survey", None, "", "name"), wanted.name)
        return
    if (entry.type, entry.list_name) != (wanted.type, wanted.list_name):
        text = f"{quoted(wanted.name)} is {quoted(entry.text('type'))}, and {_NAME} has "
        text += quoted(wanted.text("type"))
        yield Finding("unlike-form-json", text, entry.place("type"), wanted.name)
    for column in _SAME:
        here, there = (" ".join(one.text(column).split()) for one in (entry, wanted))
        if here != there:
            told = quoted(there) if there else "none"
            text = f"the {column} is {quoted(here) if here else 'gone'}, and {_NAME} has {told}"
            yield Finding("unlike-form-json", text, entry.place(column), wanted.name)


def unlike_lists(built: BuiltForm) -> Iterator[Finding]:
    """Answers that one of the two has and the other has not."""
    read = form_of(built.book)
    for one in built.form.lists:
        here = {choice.name: choice for choice in read.lists.get(one.name, ())}
        there = {choice.name for choice in one.choices}
        if not here:
            continue
        at = next(iter(here.values())).place("list_name")
        for code in sorted(there - set(here)):
            text = f"the list {quoted(one.name)} has no {quoted(code)} any more"
            yield Finding("unlike-form-json", text, at)
        for code in sorted(set(here) - there):
            text = f"{quoted(code)} is not in the list {quoted(one.name)} of {_NAME}"
            yield Finding("unlike-form-json", text, here[code].place("name"))
