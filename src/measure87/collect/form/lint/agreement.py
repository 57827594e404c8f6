"""Languages that disagree: answers that are swapped, numbers that differ; and words used twice."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping

from measure87.collect.form.lint.analysis import IN_TEXT, Analysis, found
from measure87.collect.form.lint.finding import Finding, quoted
from measure87.collect.form.lint.types import ANSWERED
from measure87.collect.form.lint.words import is_no, is_refusal, is_unknown, is_yes
from measure87.collect.form.lint.xlsform import Choice, Entry

_NUMBER = re.compile(r"\d+(?:[.,  \u00a0\u202f\u066b\u066c]\d+)*")
_MEANINGS = (("yes", is_yes), ("no", is_no), ("a refusal", is_refusal), ("don't know", is_unknown))
_MOST_ALIKE = 3
"""Words from which on a label that stands twice in one section was copied."""


def check_agreement(analysis: Analysis) -> Iterator[Finding]:
    """What one language says and another does not."""
    for choices in analysis.form.lists.values():
        for choice in choices:
            yield from _swapped(choice)
    rows: list[Entry | Choice] = [*analysis.form.entries]
    rows += [one for every in analysis.form.lists.values() for one in every]
    for row in rows:
        for column in ("label", "hint", "constraint_message"):
            said = {lang: cell.text for (name, lang), cell in row.cells.items() if name == column}
            yield from _numbers(row, column, said)
    yield from _twice(analysis)
    yield from _other_codes(analysis)


def _swapped(choice: Choice) -> Iterator[Finding]:
    """An answer that says yes in one language and no in another."""
    told = {lang: _meanings(label) for lang, label in choice.labels.items()}
    known = Counter(one for meanings in told.values() for one in meanings)
    if len(known) < 2:
        return
    usual, _ = known.most_common(1)[0]
    for language, meanings in told.items():
        if meanings and usual not in meanings:
            label = quoted(choice.labels[language])
            text = f"{label} says {meanings[0]}, and in other languages the answer says {usual}"
            yield Finding("answers-swapped", text, choice.place("label", language))


def _other_codes(analysis: Analysis) -> Iterator[Finding]:
    """An answer such as don't know with another code than in most lists that have it."""
    by_label: dict[tuple[tuple[str, str], ...], list[Choice]] = {}
    for choices in analysis.form.lists.values():
        for choice in choices:
            if choice.name and any(_meanings(label) for label in choice.labels.values()):
                by_label.setdefault(tuple(sorted(choice.labels.items())), []).append(choice)
    for same in by_label.values():
        usual, many = Counter(one.name for one in same).most_common(1)[0]
        for choice in same if many * 2 > len(same) and many > 1 else ():
            if choice.name != usual:
                label = quoted(next(iter(choice.labels.values())))
                text = f"{label} is {choice.name!r} here and {usual!r} in {many} other lists"
                yield Finding("code-unlike-others", text, choice.place("name"))


def _meanings(label: str) -> tuple[str, ...]:
    return tuple(meaning for meaning, says in _MEANINGS if says("", (label,)))


def _numbers(row: Entry | Choice, column: str, said: Mapping[str, str]) -> Iterator[Finding]:
    """Numbers in digits, such as those of a reference period, that no other language has."""
    told = {language: _digits(text) for language, text in said.items()}
    for language, numbers in told.items():
        others = {one for lang, each in told.items() if lang != language for one in each}
        alone = [one for one in numbers if one not in others]
        lacking = others - set(numbers)
        if alone and lacking and _is_odd(told, language):
            text = (
                f"the {column} has {' '.join(alone)} where others have {' '.join(sorted(lacking))}"
            )
            question = row.name if isinstance(row, Entry) else ""
            yield Finding("other-numbers", text, row.place(column, language), question)


def _is_odd(told: Mapping[str, tuple[str, ...]], language: str) -> bool:
    """Whether a language is the one that differs: of two that do, the later one."""
    known = Counter(numbers for numbers in told.values() if numbers)
    usual, many = known.most_common(1)[0]
    first = next(lang for lang, numbers in told.items() if numbers)
    return told[language] != usual if many > 1 else language != first


def _digits(text: str) -> tuple[str, ...]:
    plain = "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
        for sign in IN_TEXT.sub("", text)
    )
    return tuple(sorted(re.sub(r"\D", "", one) for one in _NUMBER.findall(plain)))


def _twice(analysis: Analysis) -> Iterator[Finding]:
    """Two questions of a section with the same words in all languages, asked of the same."""
    seen: dict[tuple[object, ...], Entry] = {}
    for entry in analysis.form.questions:
        said = entry.said("label")
        words = [text for text in said.values() if len(text.split()) >= _MOST_ALIKE]
        if entry.type not in ANSWERED or not words:
            continue
        place = entry.parents[-1].order if entry.parents else -1
        key = (place, entry.text("relevant"), tuple(sorted(said.items())))
        first = seen.setdefault(key, entry)
        if first is not entry:
            text = f"row {first.row} asks the same, word for word"
            language = next((one for one in analysis.form.languages if one in said), "")
            yield found("asked-twice", entry, "label", text, language=language)
