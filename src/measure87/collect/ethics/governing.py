"""Which questions are asked only after which agreement, by the conditions of the form.

A question is asked after another where its condition, that of a section it lies in, or the number
of members of its repeat, speaks of it: itself, or of what is asked or computed after it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from measure87.collect.form.model import Form, Placed, Section, named_in, placed, repeats

_MAIN = "main"
_COMPUTED = ("calculate", "hidden", "note")


@dataclass(frozen=True)
class Governing:
    """Of each question, and each repeat, the questions of agreement that it is asked after.

    asked : question to its table and those names
    repeats : repeat to those names, of the repeat as a whole
    tables : question of agreement to its table
    """

    asked: Mapping[str, tuple[str, frozenset[str]]]
    repeats: Mapping[str, frozenset[str]]
    tables: Mapping[str, str]

    def asked_after(self, agreement: str) -> bool:
        """Whether anything is asked only after a question of agreement."""
        told = (names for _, names in self.asked.values())
        return any(agreement in names for names in (*told, *self.repeats.values()))

    def sets(self, table: str) -> list[frozenset[str]]:
        """Questions of agreement of one table, as sets that something is asked after."""
        every = [names for _, names in self.asked.values()] + list(self.repeats.values())
        own = {frozenset(n for n in names if self.tables[n] == table) for names in every}
        return sorted(own - {frozenset()}, key=sorted)

    def is_whole(self, repeat: str, names: frozenset[str]) -> bool:
        """Whether a repeat is asked at all after just these of the table that has them."""
        return self._of_home(self.repeats.get(repeat, frozenset()), names) == names

    def questions(self, table: str, names: frozenset[str]) -> frozenset[str]:
        """Questions of a table that are asked after just these of the table that has them."""
        return frozenset(
            one
            for one, (own, after) in self.asked.items()
            if own == table and self._of_home(after, names) == names
        )

    def _of_home(self, after: frozenset[str], names: frozenset[str]) -> frozenset[str]:
        """Those of the table that has some questions of agreement."""
        home = self.tables[next(iter(names))]
        return frozenset(one for one in after if self.tables[one] == home)


def governing(form: Form) -> Governing:
    """What the conditions of a form say of its questions of agreement.

    What is computed is not asked: the form computes it knowing who agreed.
    """
    every = list(placed(form))
    tables = {one.question.name: one.table or _MAIN for one in every if one.question.consent}
    speaks = {one.question.name: frozenset(_spoken_of(one)) for one in every}
    after = _closed(speaks, frozenset(tables))
    asked = {
        one.question.name: (one.table or _MAIN, after[one.question.name])
        for one in every
        if one.question.kind not in _COMPUTED
        and not one.question.consent
        and after[one.question.name]
    }
    whole = {
        chain[-1].name: frozenset().union(
            *(_reached(name, after, tables) for name in _of_sections(_inner(chain)))
        )
        for chain in repeats(form)
    }
    return Governing(asked, {name: found for name, found in whole.items() if found}, tables)


def _inner(chain: tuple[Section, ...]) -> tuple[Section, ...]:
    """The sections from below the repeat above down to the repeat itself."""
    above = max((k for k, one in enumerate(chain[:-1]) if one.repeats), default=-1)
    return chain[above + 1 :]


def _of_sections(sections: tuple[Section, ...]) -> Iterator[str]:
    for one in sections:
        yield from named_in(one.relevant, one.repeat_count)


def _spoken_of(one: Placed) -> Iterator[str]:
    yield from named_in(one.question.relevant, one.question.calculation)
    yield from _of_sections(one.sections)


def _reached(
    name: str, after: Mapping[str, frozenset[str]], tables: Mapping[str, str]
) -> frozenset[str]:
    own = frozenset((name,)) if name in tables else frozenset()
    return own | after.get(name, frozenset())


def _closed(
    speaks: Mapping[str, frozenset[str]], wanted: frozenset[str]
) -> Mapping[str, frozenset[str]]:
    """Of each question those of the wanted ones that lie behind what it speaks of."""
    readers: dict[str, set[str]] = defaultdict(set)
    for name, told in speaks.items():
        for other in told:
            readers[other].add(name)
    found: dict[str, set[str]] = {name: set() for name in speaks}
    for one in wanted:
        open_, seen = [one], {one}
        while open_:
            for reader in readers[open_.pop()] - seen:
                seen.add(reader)
                open_.append(reader)
                found[reader].add(one)
    return {name: frozenset(told) for name, told in found.items()}
