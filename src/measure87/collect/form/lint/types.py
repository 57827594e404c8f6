"""Types of questions, and what each needs: a list, a calculation, a type, an appearance."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from measure87.collect.form.lint.analysis import Analysis, found
from measure87.collect.form.lint.facts import number_of
from measure87.collect.form.lint.finding import Finding, quoted
from measure87.collect.form.lint.xlsform import Entry
from measure87.collect.form.xpath.trees import Call, Number, Text, Tree

_SELECTS = ("select_one", "select_multiple", "rank", "select_one_from_file",
            "select_multiple_from_file", "select_one_external")  # fmt: skip
ANSWERED = frozenset((
    *_SELECTS, "integer", "int", "decimal", "range", "text", "string", "date", "time", "datetime",
    "geopoint", "geotrace", "geoshape", "image", "photo", "audio", "video", "file", "barcode",
    "acknowledge", "trigger", "location", "gps",
))  # fmt: skip
"""Types that somebody fills."""
_OTHERS = frozenset((
    "note", "calculate", "hidden", "start", "end", "today", "deviceid", "username", "phonenumber",
    "email", "audit", "simserial", "subscriberid", "csv-external", "xml-external", "start-geopoint",
    "background-audio", "background-geopoint", "osm", "dateTime".lower(), "imei",
))  # fmt: skip
_OLD = frozenset((
    "phone number", "get phone number", "start time", "end time", "device id", "get device id",
    "sim id", "subscriber id", "date time", "percentage", "select one using",
    "select multiple using",
))  # fmt: skip
"""Names of types that pyxform still takes."""
_OSM = re.compile(r"osm \S+$")
KNOWN = ANSWERED | _OTHERS
NUMBERS = frozenset(("integer", "int", "decimal", "range"))
_BIND_TYPES = frozenset((
    "int", "integer", "decimal", "string", "date", "time", "dateTime", "geopoint", "boolean",
))  # fmt: skip
_ANYWHERE = re.compile(r"(w\d+|printer:\S+|ex:\S+|masked|hidden-answer|no-label|label)$")
_APPEARANCES = {
    "select": "minimal autocomplete search quick quickcompact quickcompact-\\d+ compact "
    "compact-\\d+ "
    "columns columns-\\d+ columns-pack columns-flex no-buttons image-map likert map label list "
    "list-nolabel horizontal horizontal-compact randomized",
    "text": "multiline numbers url thousands-sep bearing",
    "number": "thousands-sep bearing counter vertical no-ticks picker rating distress "
    "analog-scale horizontal numbers show-formatted",
    "date": "no-calendar month-year year ethiopian coptic islamic bikram-sambat myanmar persian "
    "buddhist",
    "place": "maps placement-map hide-input streets satellite terrain picker",
    "media": "signature draw annotate new new-front front textarea selfie",
    "section": "field-list table-list field-list\\s table no-collapse compact",
    "other": "url picker multiline",
}  # fmt: skip
_FAMILY = {
    **dict.fromkeys(_SELECTS, "select"),
    **dict.fromkeys(("text", "string", "barcode"), "text"),
    **dict.fromkeys(NUMBERS, "number"),
    **dict.fromkeys(("date", "datetime", "time"), "date"),
    **dict.fromkeys(("geopoint", "geotrace", "geoshape", "location", "gps"), "place"),
    **dict.fromkeys(("image", "photo", "audio", "video", "file"), "media"),
    **dict.fromkeys(("group", "repeat"), "section"),
}
_GIVES_TEXT = frozenset((
    "concat", "join", "format-date", "format-date-time", "substr", "jr:choice-name", "string",
))  # fmt: skip
_WORD = re.compile(r"[^\s()]+(?:\([^)]*\))?")


def check_types(analysis: Analysis) -> Iterator[Finding]:
    """What a row needs by its type."""
    for entry in analysis.form.entries:
        if entry.kind == "question":
            yield from _type(entry)
            yield from _calculated(entry)
            yield from _result(analysis, entry)
        else:
            yield from _section(entry)
        yield from _appearance(entry)
        if entry.kind != "repeat" and entry.text("repeat_count"):
            text = f"a {entry.type} is not repeated"
            yield found("not-of-this-type", entry, "repeat_count", text)


def _type(entry: Entry) -> Iterator[Finding]:
    written = " ".join(entry.text("type").split())
    if entry.type in _SELECTS:
        if not entry.list_name:
            yield found("no-list", entry, "type", f"this {entry.type} names no list")
        return
    if written in KNOWN or written == "dateTime" or written.lower() in _OLD or _OSM.match(written):
        return
    near = get_close_matches(entry.type.split(" ")[0], [*KNOWN, *_SELECTS], n=1, cutoff=0.6)
    if entry.type in KNOWN:
        hint = f"write {entry.type} in small letters"
    else:
        hint = f"write {near[0]}" if near else ""
    yield found("unknown-type", entry, "type", f"there is no type {quoted(written)}", hint)


def _calculated(entry: Entry) -> Iterator[Finding]:
    calculation = entry.text("calculation")
    bind = entry.text("bind::type")
    if entry.type == "calculate":
        if not calculation:
            alone = " and has a default alone" if entry.text("default") else ""
            yield found("no-calculation", entry, "calculation", f"it calculates nothing{alone}")
        if not bind:
            text = "its result is stored, and exported by servers, as text"
            yield found("no-bind-type", entry, "bind::type", text)
    elif calculation and entry.type in ANSWERED and not _computed_on_purpose(entry):
        text = "the calculation overwrites what is answered"
        yield found("calculation-over-answer", entry, "calculation", text)
    if bind and bind not in _BIND_TYPES:
        near = get_close_matches(bind, _BIND_TYPES, n=1, cutoff=0.5)
        hint = f"write {near[0]}" if near else ""
        yield found(
            "unknown-bind-type", entry, "bind::type", f"there is no type {quoted(bind)}", hint
        )


def _result(analysis: Analysis, entry: Entry) -> Iterator[Finding]:
    """A calculate whose result is not of its type, as far as it is written out."""
    tree = analysis.tree(entry, "calculation")
    bind = entry.text("bind::type")
    if tree is None or bind not in ("int", "integer", "decimal"):
        return
    for leaf in _results(tree):
        if isinstance(leaf, Text) and leaf.value and number_of(leaf.value) is None:
            text = f"it may give {quoted(leaf.value)}, which is no {bind}"
        elif isinstance(leaf, Call) and leaf.name in _GIVES_TEXT:
            text = f"{leaf.name}() gives a text, which is no {bind}"
        elif isinstance(leaf, Number) and bind != "decimal" and not leaf.value.is_integer():
            text = f"it may give {leaf.value:g}, which is no {bind}"
        else:
            continue
        yield found("calculation-of-another-type", entry, "calculation", text)


def _results(tree: Tree) -> Iterator[Tree]:
    """What an expression gives, in each branch of its `if`."""
    if isinstance(tree, Call) and tree.name in ("if", "coalesce", "once"):
        for branch in tree.args[1:] if tree.name == "if" else tree.args:
            yield from _results(branch)
    else:
        yield tree


def _computed_on_purpose(entry: Entry) -> bool:
    return entry.is_read_only or bool(entry.text("trigger"))


def _section(entry: Entry) -> Iterator[Finding]:
    for column in ("required", "constraint", "calculation", "choice_filter", "default"):
        if entry.text(column) and entry.text(column).lower() not in ("no", "false", "false()"):
            text = f"a {entry.kind} has no answer, and {column} does nothing for it"
            yield found("not-of-this-type", entry, column, text)


def _appearance(entry: Entry) -> Iterator[Finding]:
    said = entry.text("appearance")
    family = _APPEARANCES[_FAMILY.get(entry.type, "other")]
    for word in _WORD.findall(said):
        name = word.split("(")[0]
        if _ANYWHERE.match(word) or any(re.fullmatch(one, name) for one in family.split()):
            continue
        known = [one for one in family.split() if "\\" not in one]
        near = get_close_matches(word, known, n=1, cutoff=0.6)
        everywhere = {one for words in _APPEARANCES.values() for one in words.split()}
        text = f"there is no appearance {quoted(word)} of a {entry.type}"
        hint = f"write {near[0]}" if near else ""
        if name in everywhere:
            hint = "leave it out: it is of another type of question"
        yield found("unknown-appearance", entry, "appearance", text, hint)
