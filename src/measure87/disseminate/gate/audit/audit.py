"""Tries to recover what is not shown, from what is: cell by cell, by linear programming.

The reader is given everything that is released, what earlier releases showed, how measures
relate, and what a reason says ("few respondents" is under 25). A count is recovered when
whatever fits all that puts it at one or two persons, or, of a group of few respondents, at one
number of persons. Whole numbers are taken into account by rounding the range inwards.

Weights are not used, and means are not: see docs/methods/disclosure.md.
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from measure87.disseminate.gate.audit.ranges import ContradictionError, Programme, Range, ranges
from measure87.disseminate.gate.audit.relations import Relations
from measure87.disseminate.gate.audit.secrets import Places, Secret, secrets
from measure87.disseminate.gate.audit.seen import Measure, Seen
from measure87.disseminate.gate.audit.system import Form, System, combined
from measure87.disseminate.gate.tables.boxes import Box, Dimensions
from measure87.disseminate.gate.tables.geometry import Nesting, nesting
from measure87.vocabulary.errors import StudyError

_SEED = 87
_NO_LIMIT = 1_000_000
"""More respondents than any group has: then "few respondents" says nothing."""


@dataclass(frozen=True)
class Recovered:
    """A count that the reader knows, and the figures that tell it her."""

    what: str
    names: tuple[str, ...]
    groups: tuple[Mapping[str, str], ...]
    """Of each figure that the count is a sum or difference of, beside its measure's name."""
    needed: tuple[int, ...]
    """Figures seen, by position, without one of which the count would be less sure."""


@dataclass(frozen=True)
class Audit:
    """What was tried, and what was found."""

    tried: int
    """Counts, hidden ones and what figures leave of each other."""
    hidden: int
    """Figures that are not shown."""
    programmes: int
    """Linear programmes that were solved."""
    components: int
    """Sets of measures that nothing links."""
    recovered: tuple[Recovered, ...]
    apart: tuple[str, ...] = ()
    """Measures whose figures contradict earlier ones or each other, judged one by one."""

    def account(self) -> dict[str, Any]:
        """For the diagnostics of a release; it tells of no count of persons."""
        return {
            "cells": self.hidden,
            "counts_tried": self.tried,
            "linear_programmes": self.programmes,
            "linked_sets": self.components,
            "recovered": len(self.recovered),
            **({"contradictory": list(self.apart)} if self.apart else {}),
        }


def audit_figures(
    seen: Sequence[Seen],
    dims: Dimensions,
    relations: Relations,
    *,
    minimum_cases: int = 3,
    minimum_respondents: int = 25,
) -> Audit:
    """Try to recover every count of one or two persons.

    Parameters
    ----------
    seen
        What the reader sees.
    dims
        Of all groups seen.
    relations
        What she knows of the measures.
    minimum_cases, minimum_respondents : persons
        The rules that the figures were judged by.
    """
    boxes = [dims.box(one.group) for one in seen]
    found: list[Recovered] = []
    apart: list[str] = []
    tried = programmes = components = 0
    for members in linked(seen, relations):
        components += 1
        rng = np.random.default_rng(_SEED)
        one = _Component(seen, boxes, members, dims, relations, minimum_cases, minimum_respondents)
        try:
            found += one.recovered(rng)
        except ContradictionError:
            apart += sorted({seen[k].measure[0] for k in members})
            for alone in _by_measure(seen, members):
                part = _Component(
                    seen, boxes, alone, dims, _nothing(relations), minimum_cases, _NO_LIMIT
                )
                # Figures of one measure that contradict each other leave nothing to solve; they
                # are named in the account, and the gate's own steps have judged them.
                with contextlib.suppress(ContradictionError):
                    found += part.recovered(rng)
                tried, programmes = tried + part.tried, programmes + part.solved
        tried, programmes = tried + one.tried, programmes + one.solved
    hidden = sum(not one.shown for one in seen)
    return Audit(tried, hidden, programmes, components, tuple(found), tuple(apart))


def _nothing(relations: Relations) -> Relations:
    """Only how unknowns are counted: what else was known contradicts the figures."""
    return replace(relations, nested=frozenset(), sums=(), overlaps=(), base={}, exhaustive=())


def require_safe(audit: Audit) -> None:
    """Refuse a release of which the auditor recovered something; names groups, no counts."""
    if not audit.recovered:
        return
    first = audit.recovered[0]
    groups = " and ".join(
        f"{name} of {_words(group)}" for name, group in zip(first.names, first.groups, strict=True)
    )
    raise StudyError(
        f"{len(audit.recovered)} counts that may not be known follow from what would be "
        f"released, the first from {groups}",
        code="disclosure-audit",
        hint="leave that table out, or make its groups larger",
    )


def _words(group: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {code}" for name, code in sorted(group.items())) or "everybody"


def linked(seen: Sequence[Seen], relations: Relations) -> list[list[int]]:
    """Positions of figures, those together whose measures something links."""
    label: dict[Measure, Measure] = {one.measure: one.measure for one in seen}
    links = [
        *relations.nested,
        *((whole, part) for whole, parts in relations.sums for part in parts),
    ]
    first: dict[int, Measure] = {}
    for measure, number in relations.base.items():
        links.append((first.setdefault(number, measure), measure))
    for one, other in links:
        if one in label and other in label and label[one] != label[other]:
            old, new = label[other], label[one]
            label = {name: new if at == old else at for name, at in label.items()}
    found: dict[Measure, list[int]] = {}
    for k, figure in enumerate(seen):
        found.setdefault(label[figure.measure], []).append(k)
    return list(found.values())


def _by_measure(seen: Sequence[Seen], members: Sequence[int]) -> list[list[int]]:
    found: dict[Measure, list[int]] = {}
    for k in members:
        found.setdefault(seen[k].measure, []).append(k)
    return list(found.values())


class _Component:
    """Measures that something links, and what may not be known of them."""

    def __init__(
        self,
        seen: Sequence[Seen],
        boxes: Sequence[Box],
        members: Sequence[int],
        dims: Dimensions,
        relations: Relations,
        minimum_cases: int,
        minimum_respondents: int,
    ) -> None:
        self._seen, self._boxes, self._members, self._dims = seen, boxes, members, dims
        self._relations, self._minimum = relations, minimum_cases
        self._minimum_respondents = minimum_respondents
        self._places = Places(seen, boxes, members)
        self.secrets = secrets(seen, self._places, self._nestings(), relations)
        self._cases_of = {s.terms: k for k, s in enumerate(self.secrets) if s.what == "cases"}
        self.tried, self.solved = len(self.secrets), 0

    def _nestings(self) -> dict[Measure, Nesting]:
        by_groups: dict[tuple[object, ...], Nesting] = {}
        found = {}
        for measure, at in self._places.of.items():
            keys = tuple(at)
            if keys not in by_groups:
                by_groups[keys] = nesting(self._dims, [self._boxes[k] for k in at.values()])
            found[measure] = by_groups[keys]
        return found

    def recovered(self, rng: np.random.Generator) -> Iterator[Recovered]:
        """Every secret that the reader knows."""
        constant = {
            k: value for k, s in enumerate(self.secrets) if (value := self._value(s)) is not None
        }
        known = [Range() for _ in self.secrets]
        for k, value in constant.items():
            known[k].take(value)
        asked = [k for k in range(len(self.secrets)) if k not in constant]
        if asked:
            self._solve(asked, known, rng)
        for k, secret in enumerate(self.secrets):
            if self._is_known(k, known):
                yield self._finding(secret, known[k])

    def _solve(self, asked: Sequence[int], known: list[Range], rng: np.random.Generator) -> None:
        """Find the ranges of some secrets, by position."""
        system = System(
            self._seen,
            self._boxes,
            self._members,
            self._dims,
            self._relations,
            self._minimum_respondents,
        )
        programme = Programme(system)
        forms = [self._form(system, self.secrets[k]) for k in asked]
        found = [known[k] for k in asked]
        try:
            ranges(programme, forms, found, lambda k: not self._is_known(asked[k], known), rng)
        finally:
            self.solved += programme.solved

    def _form(self, system: System, secret: Secret) -> Form:
        return combined(
            *((float(factor), system.form(secret.what, k)) for factor, k in secret.terms)
        )

    def _value(self, secret: Secret) -> float | None:
        """What a secret comes to where all its figures are shown."""
        counts = [self._count(secret.what, k) for _, k in secret.terms]
        if any(count is None for count in counts):
            return None
        return float(sum(f * (c or 0) for (f, _), c in zip(secret.terms, counts, strict=True)))

    def _count(self, what: str, k: int) -> int | None:
        one = self._seen[k]
        left_out = one.measure in self._relations.left_out
        if what == "unknown":
            return None if one.hides_unknown else one.unknown
        if what == "cases" or one.cases is None or one.n is None:
            return one.cases
        return None if one.hides_unknown and left_out else one.n - one.cases

    def _is_known(self, k: int, known: Sequence[Range]) -> bool:
        """Whether what a reader knows of a secret is too much."""
        secret, one = self.secrets[k], known[k]
        if one.least > one.greatest:
            return True
        few = one.low >= 1 and one.high < self._minimum
        if secret.what == "others" and few:
            cases = known[self._cases_of[secret.terms]]
            return cases.least > cases.greatest or cases.low >= 1
        return few or (secret.exact and one.low >= 1 and one.low == one.high)

    def _finding(self, secret: Secret, known: Range) -> Recovered:
        of = [k for _, k in secret.terms]
        needed = known.needed or frozenset(k for k in of if self._seen[k].shown)
        return Recovered(
            secret.what,
            tuple(self._seen[k].measure[0] for k in of),
            tuple(self._seen[k].group for k in of),
            tuple(sorted(needed)),
        )
