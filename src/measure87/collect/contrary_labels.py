"""Codes that a mapping reads as the contrary of what their labels say: 1 "Non" as yes.

A mapping whose codes are exchanged releases the share of all others, and no figure of it looks
wrong. Labels are read by the words by which a mapping is proposed, in whatever language they are,
and a label that is no known word is not judged. A question may ask for the contrary of its column
(whether somebody agreed, where the column is that consent lacked), so this is told, not refused.

Codes whose labels say that there is no answer are told where they are read as yes or no.
"""

from collections.abc import Iterable, Iterator, Mapping

from measure87.collect.assistant.answer_words import NO, NO_ANSWER, YES, meaning_of, meanings_of
from measure87.collect.expressions import plain_code
from measure87.collect.mapping import ColumnMapping
from measure87.collect.report import ContraryLabels
from measure87.files import SourceTable

_CONTRARIES = (frozenset({YES, NO}), frozenset({"male", "female"}), frozenset({"urban", "rural"}))
_IN_TWO = ("sex", "area")
"""Columns of two codes, whose own labels are among the known words."""


def contrary_labels(
    mapping: ColumnMapping, source: SourceTable, table: str
) -> Iterator[ContraryLabels]:
    """Codes behind a column whose label in the file, or whose own text, says the contrary."""
    for leaf in mapping.leaves:
        for name in leaf.variables:
            spelt = source.column(name)
            labels = _labels(leaf, source.value_labels.get(spelt, {}))
            said = _meanings(labels.values())
            read = {code: _read_as(code, leaf) for code in labels}
            codes = {
                code: label
                for code, label in labels.items()
                if {read[code], said.get(label, "")} in _CONTRARIES
            }
            if codes:
                yield ContraryLabels(
                    table, mapping.name, spelt, tuple(codes.items()), mapping.column.kind
                )
            empty = {
                code: label
                for code, label in labels.items()
                if read[code] in (YES, NO) and said.get(label) == NO_ANSWER
            }
            if empty:
                yield ContraryLabels(table, mapping.name, spelt, tuple(empty.items()), NO_ANSWER)


def _labels(mapping: ColumnMapping, of_file: Mapping[str, str]) -> dict[str, str]:
    """Code -> label in the file; a code that the mapping alone names is its own label."""
    named = {plain_code(code): code for code in (*mapping.yes, *mapping.no, *(mapping.codes or {}))}
    return named | {plain_code(code): label for code, label in of_file.items()}


def _meanings(labels: Iterable[str]) -> dict[str, str]:
    """What known words among labels mean: alone, or beside the other letter of their pair."""
    several = list(labels)
    return meanings_of(several) | {one: said for one in several if (said := meaning_of(one))}


def _read_as(code: str, mapping: ColumnMapping) -> str:
    """What the mapping reads a code as: yes, no, male, female, urban or rural; else empty."""
    if mapping.column.kind == "status":
        if code in map(plain_code, mapping.yes):
            return YES
        return NO if code in map(plain_code, mapping.no) else ""
    if mapping.name not in _IN_TWO or code in map(plain_code, mapping.missing):
        return ""
    named = {plain_code(national): to for national, to in (mapping.codes or {code: code}).items()}
    return dict(mapping.column.levels).get(named.get(code, ""), "").lower()
