"""Headers of an XLSForm: which column each is, and in which language.

As pyxform 4.5 reads them (its `parsing/sheet_headers.py` and `aliases.py`): what it does not know
it drops without a word, and so does every tool that converts with it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

_ALIASES = {
    "survey": {
        "relevance": "relevant", "calculate": "calculation", "caption": "label", "command": "type",
        "tag": "name", "value": "name", "read_only": "readonly", "count": "repeat_count",
        "jr:count": "repeat_count", "constraining_message": "constraint_message",
        "requiredmsg": "required_message", "noapperrorstring": "no_app_error_string",
    },
    "choices": {"list name": "list_name", "caption": "label", "value": "name"},
    "settings": {
        "set_form_title": "form_title", "title": "form_title", "set_form_id": "form_id",
        "id_string": "form_id",
    },
    "entities": {"dataset": "list_name"},
}  # fmt: skip
_KNOWN = {
    "survey": frozenset((
        "type", "name", "label", "hint", "guidance_hint", "relevant", "constraint",
        "constraint_message", "required", "required_message", "calculation", "default",
        "appearance", "choice_filter", "readonly", "repeat_count", "parameters", "trigger",
        "save_to", "image", "big-image", "audio", "video", "media", "bind", "body", "instance",
        "control", "autoplay", "rows", "disabled", "no_app_error_string", "intent", "query",
        "compact_tag", "sms_field", "sms_option", "sms_separator", "sms_allow_media",
        "sms_date_format", "sms_datetime_format", "sms_response",
    )),
    "settings": frozenset((
        "form_title", "form_id", "version", "default_language", "instance_name", "style", "name",
        "public_key", "submission_url", "auto_send", "auto_delete", "client_editable",
        "allow_choice_duplicates", "clean_text_values", "namespaces", "attribute", "prefix",
        "delimiter", "sms_keyword", "add_none_option", "omit_instanceid", "instance_xmlns",
        "instance_id", "delimiter", "form_version",
    )),
    "entities": frozenset((
        "list_name", "entity_id", "create_if", "update_if", "label", "repeat",
    )),
}  # fmt: skip
_CHOICES = frozenset(
    ("list_name", "name", "label", "image", "big-image", "audio", "video", "media")
)
TRANSLATED = frozenset((
    "label", "hint", "guidance_hint", "constraint_message", "required_message",
))  # fmt: skip
"""Columns that may stand in several languages; media are left out, which may serve all."""
_IN_LANGUAGES = TRANSLATED | {"image", "big-image", "audio", "video"}
_TAKES_MORE = frozenset(("bind", "body", "instance", "control", "media", "attribute"))
FOR_PEOPLE = frozenset((
    "comment", "comments", "note", "notes", "remark", "remarks", "source", "translator", "module",
    "status", "section", "id", "number", "no", "todo", "description", "variable", "concept",
))  # fmt: skip
"""Columns that no tool reads and that people put beside a form on purpose."""
_CLOSE = 0.75
_SYNONYMS = {
    "skip": "relevant", "skip_logic": "relevant", "visible_if": "relevant", "condition": "relevant",
    "show_if": "relevant", "validation": "constraint", "formula": "calculation", "mandatory":
    "required", "error_message": "constraint_message", "question": "label", "text": "label",
    "help": "hint", "options": "choice_filter", "filter": "choice_filter", "list": "list_name",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """What a header means; `name` is empty where no tool knows it."""

    header: str
    name: str
    language: str = ""
    rest: str = ""
    """Second part of `bind::type` and the like."""
    why: str = ""
    """Why no tool knows it, where that can be told."""
    meant: str = ""
    """The header that was probably meant."""


def columns_of(sheet: str, headers: Iterable[str]) -> list[Column]:
    """What the headers of a sheet mean, in their order."""
    given = list(headers)
    double = any("::" in header for header in given)
    return [_column(sheet, header, double) for header in given]


def _column(sheet: str, header: str, double: bool) -> Column:
    cut = [part.strip() for part in header.split("::")]
    single = "::" not in header and ":" in header and not header.startswith("jr:")
    if single and not double:
        cut = [part.strip() for part in header.split(":")]
    base = "_".join(cut[0].split()).lower()
    base = _ALIASES.get(sheet, {}).get(base, base)
    if base == "bind" and len(cut) > 1 and cut[1] in _BINDS:
        base, cut = _BINDS[cut[1]], [cut[0], *cut[2:]]
    known = _known(sheet, base, cut)
    if not known:
        return _unknown(sheet, header, single and double)
    if base == "media" and len(cut) > 1:
        return Column(header, cut[1], cut[2] if len(cut) > 2 else "")
    if base in _IN_LANGUAGES:
        return Column(header, base, cut[1] if len(cut) > 1 else "")
    return Column(header, base, rest="::".join(cut[1:]))


_BINDS = {
    "relevant": "relevant", "constraint": "constraint", "calculate": "calculation",
    "readonly": "readonly", "required": "required", "jr:constraintMsg": "constraint_message",
    "jr:requiredMsg": "required_message",
}  # fmt: skip


def _known(sheet: str, base: str, cut: list[str]) -> bool:
    """Whether pyxform does anything with a header."""
    if sheet == "choices":
        # Every other column of choices is one that filters may ask for.
        return base in _CHOICES or (len(cut) == 1 and not _near(base, _CHOICES))
    known = _KNOWN.get(sheet, frozenset())
    if base not in known:
        return False
    return len(cut) == 1 or base in _IN_LANGUAGES or base in _TAKES_MORE


def _unknown(sheet: str, header: str, single: bool) -> Column:
    if single:
        meant = re.sub(r"\s*:\s*", "::", header, count=1)
        return Column(header, "", why="it has one colon where other headers have two", meant=meant)
    base, *rest = header.split("::")
    flat = "_".join(re.sub(r"[^\w:]+", " ", base).split()).lower()
    known = _CHOICES if sheet == "choices" else _KNOWN.get(sheet, frozenset())
    first = flat.split(":")[0].split("_")[0]
    meant = _SYNONYMS.get(flat) or _near(flat, known) or (first if first in TRANSLATED else "")
    meant = meant if meant in known else ""
    tail = f"::{rest[0].strip()}" if rest and meant in _IN_LANGUAGES else ""
    return Column(header, "", meant=meant + tail if meant else "")


def _near(word: str, known: Iterable[str]) -> str:
    return next(iter(get_close_matches(word, sorted(known), n=1, cutoff=_CLOSE)), "")
