"""Writes a form as XLSForm: sheets `survey`, `choices`, `settings`, a column for each language.

While a form is a draft every part that is a screen begins with a note that says so, and its label
says so too, which phones show above each question. Cells are text, never formulas; the same form
gives the same bytes.

Source: XLSForm.org, the reference of columns and types (secondary: as pyxform 4.5 reads them).
"""

from collections.abc import Iterator, Mapping

from measure87.collect.form.model import SHOWN, Form, Question, Section, Texts, placed
from measure87.collect.form.outputs.languages import named, words_of
from measure87.files.workbook_writing import CellWriter

NAME = "form.xlsx"
_TYPES = {"datetime": "dateTime"}
_WIDE = {"label": 48, "hint": 30, "constraint_message": 30, "relevant": 30, "calculation": 30}
_AUDIT = "audit"

type Row = Mapping[str, str]


def xlsform(form: Form) -> bytes:
    """The .xlsx file of a form."""
    writer = CellWriter(_title(form))
    _sheet(writer, "survey", _survey_columns(form), list(_survey(form)))
    _sheet(writer, "choices", ("list_name", "name", *_in_each("label", form)), list(_choices(form)))
    settings = _settings(form)
    _sheet(writer, "settings", tuple(settings), [settings])
    return writer.content()


def _in_each(column: str, form: Form) -> tuple[str, ...]:
    return tuple(f"{column}::{named(language)}" for language in form.languages)


def _survey_columns(form: Form) -> tuple[str, ...]:
    return (
        "type",
        "name",
        *_in_each("label", form),
        *_in_each("hint", form),
        "required",
        "relevant",
        "constraint",
        *_in_each("constraint_message", form),
        "calculation",
        "default",
        "appearance",
        "bind::type",
        "repeat_count",
        "body::bodyless",
    )


def _survey(form: Form) -> Iterator[Row]:
    taken = _names(form)
    yield from _rows(form, form.children, taken, is_top=True)


def _names(form: Form) -> set[str]:
    found = {one.question.name for one in placed(form)}
    return found | {section.name for one in placed(form) for section in one.sections}


def _rows(
    form: Form, children: tuple[Question | Section, ...], taken: set[str], *, is_top: bool = False
) -> Iterator[Row]:
    for child in children:
        if isinstance(child, Section):
            yield from _section(form, child, taken)
        else:
            # Outside of all sections no label of a part says that the form is a draft.
            yield _question(form, child, says_draft=is_top and form.draft)


def _section(form: Form, section: Section, taken: set[str]) -> Iterator[Row]:
    what = "repeat" if section.repeats else "group"
    is_screen = form.draft and any(
        isinstance(one, Question) and one.kind in SHOWN for one in section.children
    )
    labels = _as_draft(section.labels, form) if is_screen else section.labels
    yield {
        "type": f"begin_{what}",
        "name": section.name,
        **_texts("label", labels, form),
        "relevant": section.relevant,
        "appearance": section.appearance,
        "repeat_count": section.repeat_count,
        # A part that only works things out has no screen: engines refuse a group without any.
        "body::bodyless": "" if section.repeats or _shows(section) else "yes",
    }
    if is_screen:
        banner = {one: words_of(one, "paper")["banner"] for one in form.languages}
        name = _free(f"draft_{section.name}", taken)
        yield {"type": "note", "name": name, **_texts("label", banner, form)}
    yield from _rows(form, section.children, taken)
    yield {"type": f"end_{what}", "name": section.name}


def _shows(section: Section) -> bool:
    """Whether anything in a section, or in a part of it, is on a screen."""
    return any(
        _shows(one) if isinstance(one, Section) else one.kind in SHOWN for one in section.children
    )


def _question(form: Form, question: Question, *, says_draft: bool) -> Row:
    kind = _TYPES.get(question.kind, question.kind)
    is_shown = question.kind in SHOWN
    labels = _as_draft(question.labels, form) if says_draft and is_shown else question.labels
    return {
        "type": f"{kind} {question.choices}" if question.choices else kind,
        # pyxform takes the log of the device under this name alone.
        "name": _AUDIT if question.kind == "audit" else question.name,
        **_texts("label", labels, form),
        **_texts("hint", question.hints, form),
        "required": "yes" if question.required else "",
        "relevant": question.relevant,
        "constraint": question.constraint,
        **_texts("constraint_message", question.constraint_messages, form),
        "calculation": question.calculation,
        "default": question.default,
        "appearance": question.appearance,
        "bind::type": question.bind_type,
    }


def _texts(column: str, texts: Texts, form: Form) -> Row:
    return {f"{column}::{named(one)}": texts.get(one, "") for one in form.languages}


def _as_draft(texts: Texts, form: Form) -> Texts:
    """Texts that begin with DRAFT, in each language."""
    draft = {one: words_of(one, "paper")["draft"] for one in form.languages}
    return {one: " – ".join(filter(None, (word, texts.get(one)))) for one, word in draft.items()}


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def _choices(form: Form) -> Iterator[Row]:
    for one in form.lists:
        for choice in one.choices:
            yield {
                "list_name": one.name,
                "name": choice.name,
                **_texts("label", choice.labels, form),
            }


def _settings(form: Form) -> Row:
    return {
        "form_title": _title(form),
        "form_id": form.id,
        "version": form.version,
        "default_language": named(form.languages[0]),
    }


def _title(form: Form) -> str:
    first = form.languages[0]
    title = form.title.get(first) or form.id
    return f"{words_of(first, 'paper')['draft']} – {title}" if form.draft else title


def _sheet(writer: CellWriter, name: str, columns: tuple[str, ...], rows: list[Row]) -> None:
    sheet = writer.workbook.add_worksheet(name)
    for number, column in enumerate(columns):
        width = _WIDE.get(column.partition("::")[0], 16)
        sheet.set_column(number, number, width)
        writer.cell(sheet, 0, number, column, bold=True, bottom=1)
        for row, cells in enumerate(rows, start=1):
            text = cells.get(column, "")
            if text:
                writer.cell(sheet, row, number, text)
    sheet.freeze_panes(1, 2 if name == "survey" else 0)
