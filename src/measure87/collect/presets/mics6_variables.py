"""What a country's MICS6 file has: names in either case, blocks of items, codes and labels."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from measure87.collect.assistant import meanings_of
from measure87.collect.mapping_notices import preset_notice
from measure87.collect.mapping_text import one_line
from measure87.collect.presets.label_reading import (
    areas,
    is_no_answer,
    is_turned_around,
    sexes,
)
from measure87.files import SourceTable, UserMissing, code_of, code_text
from measure87.vocabulary.estimate import Notice

_UNKNOWN = (7, 8, 9)
"""Inconsistent, don't know, no response."""
_MOSTLY = 0.5
"""Share of rows above which a pattern is taken to be the rule."""
_SAID_YES_LEAST = 20
"""Rows with a yes that are needed to see a skip pattern."""


@dataclass(frozen=True)
class Answers:
    """Codes of a yes-or-no question as this file has them."""

    yes: tuple[int | str, ...] = (1,)
    no: tuple[int | str, ...] = (2,)
    unknown: tuple[int | str, ...] = _UNKNOWN
    blank_is_no: bool = False
    unusual: str = ""
    """What is not as in the standard file: the code of its notice."""


@dataclass(frozen=True)
class Coded:
    """National codes -> standard codes, with what a reader should know about it."""

    codes: dict[str, str]
    left_out: tuple[str, ...] = ()
    """Codes that have no standard meaning."""
    notices: tuple[Notice, ...] = ()


class Mics6File:
    """A file of children 5-17, asked for its variables by their standard names."""

    def __init__(self, source: SourceTable) -> None:
        self.source = source
        self.name = source.name
        self._schema = dict(source.frame.collect_schema())
        self._lowered: dict[str, str] = {}
        for column in source.columns:
            self._lowered.setdefault(column.lower(), column)
        self.completed = self.find("FS17")
        self.completed_codes = self._completed_codes()
        rows = source.lazy
        if self.completed and self.completed_codes == ["1"]:
            rows = rows.filter(self._number(self.completed) == 1)
        elif self.completed and self.completed_codes:
            rows = rows.filter(self._text(self.completed).is_in(self.completed_codes))
        self._kept = rows

    def _completed_codes(self) -> list[str]:
        """Codes of a completed interview: 1, or the words for it; none where words are not known.

        A result that is 1 nowhere and in words of no list is asked for.
        """
        if self.completed is None:
            return []
        result = self.source.lazy.select(self._text(self.completed).drop_nulls().unique())
        texts = sorted(result.collect().to_series().to_list())
        if all(_is_number(text) for text in texts):
            return ["1"]
        said = meanings_of(texts)
        return [text for text in texts if said.get(text) == "completed"]

    def find(self, name: str) -> str | None:
        """The file's spelling of a variable: exactly, or the first that differs in case alone."""
        if name in self._schema:
            return name
        return self._lowered.get(name.lower())

    def first(self, *names: str) -> str | None:
        """The first of some variables that the file has."""
        return next((found for name in names if (found := self.find(name))), None)

    def first_all(self, *groups: tuple[str, ...]) -> tuple[str, ...] | None:
        """The first group of variables that the file has all of."""
        for group in groups:
            found = tuple(spelt for name in group if (spelt := self.find(name)))
            if len(found) == len(group):
                return found
        return None

    def complete(self, name: str | None) -> str | None:
        """A variable that has a value in every completed interview, or None."""
        found = self.find(name) if name else None
        if found is None:
            return None
        blank = self._kept.select(self._text(found).is_null().any()).collect().item()
        return None if blank else found

    def varied(self, name: str | None) -> str | None:
        """A complete variable, unless it is the same in every interview; or None."""
        found = self.complete(name)
        return found if found and len(self._values(found)) != 1 else None

    def asked(self, name: str, gates: Sequence[str] = ()) -> str | None:
        """A variable that was asked, or None: it is there, and has an answer where it must.

        It must have one in some completed interview; with `gates`, only if one of these
        questions was answered by yes.
        """
        found = self.find(name)
        if found is None:
            return None
        yes = [code_of(code) for code in self.answers(gates).yes] if gates else []
        opened = [self._text(gate).is_in(yes) for gate in gates]
        rows = self._kept.filter(pl.any_horizontal(opened)) if gates else self._kept
        count, told = (
            rows.select(pl.len(), self._text(found).count().alias("told")).collect().row(0)
        )
        return None if count and not told else found

    def block(self, stem: str) -> list[str]:
        """Items of a block that were asked, by their letters: CL1A, CL1B, ..., CL1X."""
        pattern = re.compile(rf"{stem}[A-Z]", re.IGNORECASE)
        found = {name.upper(): name for name in self.source.columns if pattern.fullmatch(name)}
        return [found[name] for name in sorted(found) if self.asked(found[name])]

    @property
    def module(self) -> list[str]:
        """All variables of the child labour module, in the order of the file."""
        pattern = re.compile(r"CL\d+[A-Z]{0,2}\d?", re.IGNORECASE)
        return [name for name in self.source.columns if pattern.fullmatch(name)]

    @property
    def region(self) -> str | None:
        """HH7, or the first of its variants."""
        variants = [n for n in self.source.columns if re.fullmatch(r"HH7[A-Z]?", n, re.IGNORECASE)]
        return self.find("HH7") or (variants[0] if variants else self.find("region"))

    @property
    def wealth(self) -> str | None:
        """windex5, if any completed interview has a quintile."""
        found = self.find("windex5")
        if found is None:
            return None
        quintile = self._text(found).is_in(["1", "2", "3", "4", "5"]).any()
        return found if self._kept.select(quintile).collect().item() else None

    def labels(self, name: str) -> Mapping[str, str]:
        """Value labels of a variable."""
        return self.source.value_labels.get(name, {})

    def label(self, name: str) -> str:
        """Label of a variable, empty if it has none."""
        return self.source.variable_labels.get(name, "")

    def titled(self, name: str) -> str:
        """A variable's name with its label, on one line."""
        label = one_line(self.label(name))
        return f"{name} ({label})" if label else name

    def answers(self, names: Sequence[str]) -> Answers:
        """How the yes-or-no questions are coded.

        Standard is 1 yes, 2 no. Labels that say 1 no, 2 yes are believed. A file with 0 and
        without 2 has 0 for no; text variables with letters (a letter where mentioned, empty
        where not) are taken as such. Answers in words are believed where they are known words; of
        the words that are not, none is yes or no.
        """
        if in_words := self._in_words(names):
            return in_words
        if names and all(is_turned_around(self.labels(name)) for name in names):
            return Answers((2,), (1,), unusual="preset-one-is-no")
        values = {name: self._values(name) for name in names}
        seen = set().union(*values.values())
        if "0" in seen and "2" not in seen:
            return Answers(no=(2, 0), unusual="preset-zero-is-no")
        letters = {v for found in values.values() for v in found if len(v) == 1 and v.isalpha()}
        if letters and seen <= letters | {"?"}:
            return Answers(
                tuple(sorted(letters)),
                (2,),
                ("?", *_UNKNOWN),
                blank_is_no=True,
                unusual="preset-letter-is-yes",
            )
        return Answers()

    def _in_words(self, names: Sequence[str]) -> Answers | None:
        """Answers in words, where some variable has a known yes or no; or None."""
        said: dict[str, str] = {}
        for name in names:
            if not self.labels(name):
                said |= meanings_of(sorted(self._values(name)))
        if not {"yes", "no"} & set(said.values()):
            return None

        def of(*meanings: str) -> tuple[str, ...]:
            return tuple(sorted(text for text, meaning in said.items() if meaning in meanings))

        unknown = of("no_answer", "not_applicable")
        return Answers(
            (*of("yes"), 1), (*of("no"), 2), (*unknown, *_UNKNOWN), unusual="preset-in-words"
        )

    def area_codes(self, name: str) -> Coded:
        """Area as urban (1) or rural (2), by its labels."""
        found = self._codes_in_words(name, "urban", "rural") or areas(
            self.labels(name), self._values(name)
        )
        return self._coded(name, found, "area", ("urban", "rural"))

    def sex_codes(self, name: str) -> Coded:
        """Sex as male (1) or female (2), by its labels."""
        found = self._codes_in_words(name, "male", "female") or sexes(
            self.labels(name), self._values(name) | {"1", "2"}
        )
        return self._coded(name, found, "sex", ("male", "female"))

    def _codes_in_words(self, name: str, one: str, two: str) -> dict[str, str]:
        """Texts that are known words for a code's two meanings; none where the file has labels."""
        if self.labels(name):
            return {}
        said = meanings_of(sorted(self._values(name)))
        standard = {one: "1", two: "2"}
        return {text: standard[said[text]] for text in said if said[text] in standard}

    def _coded(
        self, name: str, codes: dict[str, str], column: str, words: tuple[str, str]
    ) -> Coded:
        labels = self.labels(name)
        rest = sorted(self._values(name) - set(codes))
        others = [
            f"{code} ({one_line(labels.get(code, 'no label'))})"
            for code in rest
            if not self._is_missing(name, code, labels.get(code, ""))
        ]
        notices = []
        if others:
            notices.append(preset_notice(f"preset-neither-{column}", variable=name, named=others))
        if any(code != standard for code, standard in codes.items()):
            told = {
                word: [one_line(labels.get(code, code)) for code, s in codes.items() if s == own]
                for own, word in zip(("1", "2"), words, strict=True)
            }
            notices.append(preset_notice(f"preset-{column}-by-labels", variable=name, **told))
        return Coded(codes, tuple(rest), tuple(notices))

    def missing_region(self, name: str) -> list[str]:
        """Codes of the region that stand for no answer, by label."""
        return [code for code, label in self.labels(name).items() if is_no_answer(label)]

    def hazards_skipped(self, before: str, after: str) -> bool:
        """Whether a yes to one hazard mostly ended the questions on hazards."""
        first, later = self.find(before), self.find(after)
        if first is None or later is None or self.answers([later]).blank_is_no:
            return False
        yes = [code_of(code) for code in self.answers([first]).yes]
        said_yes = self._kept.filter(self._text(first).is_in(yes))
        count, blank = (
            said_yes.select(
                pl.len().alias("count"), self._text(later).is_null().sum().alias("blank")
            )
            .collect()
            .row(0)
        )
        return bool(count >= _SAID_YES_LEAST and blank / count > _MOSTLY)

    def _is_missing(self, name: str, code: str, label: str) -> bool:
        declared = self.source.missing_codes.get(name, UserMissing())
        return declared.contains(code) or is_no_answer(label) or meanings_of([code]) != {}

    def _values(self, name: str) -> set[str]:
        """Codes that completed interviews have."""
        text = self._text(name)
        return set(self._kept.select(text.drop_nulls().unique()).collect().to_series().to_list())

    def _number(self, name: str) -> pl.Expr:
        return self._text(name).cast(pl.Float64, strict=False)

    def _text(self, name: str) -> pl.Expr:
        return code_text(name, self._schema[name])


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
