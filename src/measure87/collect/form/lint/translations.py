"""Languages: each text in all of them, each column named one way, each text in its own script."""

import re
from collections.abc import Iterator, Mapping

from measure87.collect.form.lint.analysis import IN_TEXT, Analysis
from measure87.collect.form.lint.columns import TRANSLATED
from measure87.collect.form.lint.finding import Finding, Place, quoted
from measure87.collect.form.lint.xlsform import Choice, Entry, XlsForm

_EMPTY = frozenset(("-", "--", "---", ".", "..", "...", "…", "?", "??", "???", "x", "xx", "xxx",
                    "todo", "tbd", "tbt", "n/a", "translation", "translate"))  # fmt: skip
_CODE = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*$")
_UNSHOWN = frozenset(("calculate", "hidden", "start", "end", "today", "deviceid", "audit"))
_WORDS_ALIKE = 4
"""Words from which on the same text in two languages was copied, not translated."""
_SCRIPTS = {
    "ar": re.compile(r"[\u0600-\u06ff]"), "ru": re.compile(r"[\u0400-\u04ff]"),
    "fa": re.compile(r"[\u0600-\u06ff]"), "ur": re.compile(r"[\u0600-\u06ff]"),
    "uk": re.compile(r"[\u0400-\u04ff]"),
}  # fmt: skip
_LATIN = frozenset(("en", "fr", "es", "pt", "de", "it", "sw", "id", "tr", "vi", "ht"))
_NAMES = {
    "english": "en", "anglais": "en", "french": "fr", "français": "fr", "francais": "fr",
    "spanish": "es", "español": "es", "espanol": "es", "portuguese": "pt", "português": "pt",
    "portugues": "pt", "arabic": "ar", "العربية": "ar", "russian": "ru", "русский": "ru",
}  # fmt: skip


def check_translations(analysis: Analysis) -> Iterator[Finding]:
    """Everything about languages."""
    form = analysis.form
    yield from _written_two_ways(form)
    for sheet in ("survey", "choices"):
        yield from _columns(form, sheet)
    shown = [one for one in form.entries if one.type not in _UNSHOWN]
    rows: list[Entry | Choice] = [
        *shown,
        *(c for every in form.lists.values() for c in every),
    ]
    for row in rows:
        for column in sorted(TRANSLATED):
            said = {lang: cell.text for (name, lang), cell in row.cells.items() if name == column}
            if said:
                yield from _row(form, row, column, said)


def _code(language: str) -> str:
    found = _CODE.search(language)
    return found[1].lower() if found else _NAMES.get(language.strip().lower(), "")


def _written_two_ways(form: XlsForm) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for sheet in ("survey", "choices"):
        for at, column in zip(
            sorted(form.book.sheets[sheet].headers) if sheet in form.book.sheets else (),
            form.columns.get(sheet, ()), strict=True,
        ):  # fmt: skip
            if not column.language:
                continue
            key = _code(column.language) or re.sub(r"\W+", "", column.language.lower())
            first = seen.setdefault(key, column.language)
            if first != column.language:
                text = f"the language {quoted(column.language)} is elsewhere {quoted(first)}"
                place = form.book.sheets[sheet].at(1, at)
                yield Finding("language-two-ways", text, place, hint=f"write {first} everywhere")


def _columns(form: XlsForm, sheet: str) -> Iterator[Finding]:
    """A column that some languages have and others lack, and one of no language beside them."""
    there: dict[str, set[str]] = {}
    for column in form.columns.get(sheet, ()):
        if column.name in TRANSLATED:
            there.setdefault(column.name, set()).add(column.language)
    if sheet not in form.book.sheets:
        return
    name = form.book.sheets[sheet].name
    for base, languages in there.items():
        for language in form.languages:
            if language not in languages and _filled(form, sheet, base):
                header = f"{base}::{language}"
                text = f"there is no column {header!r}, and other languages have one"
                yield Finding("no-translation-column", text, Place(name, 1, "", header))
        if "" in languages and form.languages:
            at = next(at for at, one in zip(sorted(form.book.sheets[sheet].headers),
                                            form.columns[sheet], strict=True)
                      if one.name == base and not one.language)  # fmt: skip
            text = f"the column {base!r} is of no language, and others are of {form.languages[0]}"
            yield Finding("column-of-no-language", text, form.book.sheets[sheet].at(1, at))


def _filled(form: XlsForm, sheet: str, base: str) -> bool:
    rows: list[Entry | Choice] = (
        [*form.entries]
        if sheet == "survey"
        else [c for every in form.lists.values() for c in every]
    )
    return any(name == base for row in rows for name, _ in row.cells)


def _row(
    form: XlsForm, row: Entry | Choice, column: str, said: Mapping[str, str]
) -> Iterator[Finding]:
    question = row.name if isinstance(row, Entry) else ""
    for language in form.languages:
        if (column, language) not in row.columns:
            continue
        text = said.get(language, "")
        place = row.place(column, language)
        if not text or text.lower() in _EMPTY:
            others = ", ".join(other for other in said if other != language) or "no other language"
            what = f"the {column} stands in {others} and not in {language}"
            yield Finding("no-translation", what, place, question)
            continue
        yield from _script(text, language, column, place, question)
    yield from _alike(form, row, column, said, question)


def _script(
    text: str, language: str, column: str, place: Place, question: str
) -> Iterator[Finding]:
    letters = [sign for sign in IN_TEXT.sub("", text) if sign.isalpha()]
    if len(letters) < _WORDS_ALIKE:
        return
    code = _code(language).split("-")[0]
    own = _SCRIPTS.get(code)
    latin = sum(sign.isascii() or "\u00c0" <= sign <= "\u024f" for sign in letters)
    if own is not None and not own.search(text):
        yield Finding(
            "wrong-script", f"no letter of this {column} is of {language}", place, question
        )
    elif code in _LATIN and latin * 2 < len(letters):
        text = f"most letters of this {column} are not of {language}"
        yield Finding("wrong-script", text, place, question)


def _alike(
    form: XlsForm, row: Entry | Choice, column: str, said: Mapping[str, str], question: str
) -> Iterator[Finding]:
    """Texts that were copied, and references that one language lacks and half of all have."""
    filled = {lang: said[lang] for lang in form.languages if said.get(lang)}
    if not filled:
        return
    first = next(iter(filled))
    named = {lang: set(IN_TEXT.findall(text)) for lang, text in filled.items()}
    every = sorted(set().union(*named.values()))
    wanted = [one for one in every if sum(one in n for n in named.values()) * 2 >= len(named)]
    for language, text in filled.items():
        place = row.place(column, language)
        words = len(IN_TEXT.sub("", text).split())
        if language != first and text == filled[first] and words >= _WORDS_ALIKE:
            what = f"the {column} is word for word that of {first}"
            yield Finding("not-translated", what, place, question)
        for name in wanted:
            if name not in named[language]:
                what = f"the {column} does not name {name}, as it does in other languages"
                hint = f"put ${{{name}}} into this text too"
                yield Finding("other-references", what, place, question, hint)
