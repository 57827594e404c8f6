"""A form model as XForm by pyxform: short, apart from what `form build` does, for tests alone."""

from pyxform.xls2xform import convert

from measure87.collect.form.model import Form, Question, Section

NAMES = {
    "en": "English (en)", "fr": "Français (fr)", "es": "Español (es)",
    "pt": "Português (pt)", "ar": "العربية (ar)", "ru": "Русский (ru)",
}  # fmt: skip


def xform_of(form: Form) -> str:
    """The XForm."""
    survey: list[dict[str, str]] = []
    _rows(form.children, survey)
    choices = [
        {"list_name": one.name, "name": choice.name, **_words("label", choice.labels)}
        for one in form.lists
        for choice in one.choices
    ]
    settings = {
        "form_id": form.id,
        "form_title": form.title[form.languages[0]],
        "version": form.version,
        "default_language": NAMES[form.languages[0]],
    }
    sheets = {"survey": survey, "choices": choices, "settings": [settings]}
    return convert(sheets, form_name="data").xform


def _words(column: str, words) -> dict[str, str]:
    return {f"{column}::{NAMES[language]}": text for language, text in words.items()}


def _rows(children, survey) -> None:
    for one in children:
        if isinstance(one, Section):
            kind = "repeat" if one.repeats else "group"
            row = {"type": f"begin {kind}", "name": one.name, **_words("label", one.labels)}
            row |= {"relevant": one.relevant, "repeat_count": one.repeat_count}
            survey.append(_filled(row))
            _rows(one.children, survey)
            survey.append({"type": f"end {kind}"})
        else:
            survey.append(_filled(_row(one)))


def _row(question: Question) -> dict[str, str]:
    return {
        "type": f"{question.kind} {question.choices}".strip(),
        "name": question.name,
        **_words("label", question.labels),
        "required": "yes" if question.required else "",
        "relevant": question.relevant,
        "constraint": question.constraint,
        "calculation": question.calculation,
        "default": question.default,
        "bind::type": question.bind_type,
    }


def _filled(row: dict[str, str]) -> dict[str, str]:
    return {key: text for key, text in row.items() if text}
