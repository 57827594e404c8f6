"""What is wrong with a form, with sheet, row, column and remedy, before anybody is asked."""

from collections.abc import Callable, Iterable
from pathlib import Path

from measure87.collect.form.lint.agreement import check_agreement
from measure87.collect.form.lint.analysis import Analysis
from measure87.collect.form.lint.answering import check_answering
from measure87.collect.form.lint.blanks import check_blanks
from measure87.collect.form.lint.book import Book, read_book
from measure87.collect.form.lint.choices import check_choices
from measure87.collect.form.lint.comparisons import check_comparisons
from measure87.collect.form.lint.constants import check_constants
from measure87.collect.form.lint.converter import refusals
from measure87.collect.form.lint.ethics import check_ethics
from measure87.collect.form.lint.faults import FAULTS, Fault
from measure87.collect.form.lint.filters import check_filters
from measure87.collect.form.lint.finding import Checked, Finding, Place
from measure87.collect.form.lint.folder import BuiltForm, built_form, unlike, unlike_lists
from measure87.collect.form.lint.form_reading import form_of
from measure87.collect.form.lint.layout import check_layout
from measure87.collect.form.lint.names import check_names
from measure87.collect.form.lint.nesting import check_nesting
from measure87.collect.form.lint.places import check_places
from measure87.collect.form.lint.reach import check_reach
from measure87.collect.form.lint.references import check_references
from measure87.collect.form.lint.settings import check_settings
from measure87.collect.form.lint.syntax import check_syntax
from measure87.collect.form.lint.translations import check_translations
from measure87.collect.form.lint.types import check_types
from measure87.collect.form.lint.xlsform import Marks, XlsForm

CHECKS: tuple[Callable[[Analysis], Iterable[Finding]], ...] = (
    check_layout, check_nesting, check_names, check_types, check_choices, check_translations,
    check_syntax, check_references, check_comparisons, check_reach, check_blanks, check_answering,
    check_ethics, check_agreement, check_places, check_filters, check_constants, check_settings,
)  # fmt: skip
_ORDER = ("survey", "choices", "settings", "entities")


def check_xlsform(path: Path, marks: Marks | None = None) -> Checked:
    """Everything that is wrong with an XLSForm.

    Parameters
    ----------
    path : an .xlsx file, of whoever made it
    marks : what is known of its questions beyond its sheets

    Raises
    ------
    DataError
        If it is no workbook that may be opened.
    MissingExtraError
        If openpyxl is not installed.
    """
    return checked(read_book(path), marks)


def check_built(built: BuiltForm, more: Iterable[Finding] = ()) -> Checked:
    """Everything that is wrong with a form of our own, with what was found elsewhere."""
    return checked(built.book, built.marks, [*unlike(built), *unlike_lists(built), *more])


def checked(book: Book, marks: Marks | None = None, more: Iterable[Finding] = ()) -> Checked:
    """Everything that is wrong with the sheets of a form, with what was found elsewhere."""
    form = form_of(book, marks)
    found = [*findings_of(form), *more]
    if not found and book.source.suffix.lower() == ".xlsx":
        found += refusals(book.source)
    setting = {name: cell.text for name, cell in form.settings.items()}
    return Checked(
        book.source,
        setting.get("form_id", ""),
        setting.get("version", ""),
        sum(1 for _ in form.questions),
        form.languages,
        tuple(sorted(dict.fromkeys(found), key=_place)),
    )


def findings_of(form: XlsForm) -> list[Finding]:
    """What every check finds."""
    analysis = Analysis(form)
    return [finding for check in CHECKS for finding in check(analysis)]


def _place(finding: Finding) -> tuple[int, int, str, str]:
    place = finding.place
    name = place.sheet.lower()
    order = _ORDER.index(name) if name in _ORDER else len(_ORDER)
    return order, place.row or 0, place.letter.rjust(3), finding.code


__all__ = [
    "FAULTS",
    "BuiltForm",
    "Checked",
    "Fault",
    "Finding",
    "Marks",
    "Place",
    "built_form",
    "check_built",
    "check_xlsform",
    "checked",
    "findings_of",
]
