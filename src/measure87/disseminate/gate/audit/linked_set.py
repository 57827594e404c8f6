"""Measures that something links, and what may not be known of them."""

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from measure87.disseminate.gate.audit.constraints import Constraints, Gone
from measure87.disseminate.gate.audit.findings import Count, Recovered
from measure87.disseminate.gate.audit.programme import Programme
from measure87.disseminate.gate.audit.ranges import EVERY, Closed, Ranges, Search, ToldBy, Ways
from measure87.disseminate.gate.audit.relations import Relations
from measure87.disseminate.gate.audit.secrets import KINDS, Places, Secret, secrets
from measure87.disseminate.gate.audit.seen import Measure, Seen
from measure87.disseminate.gate.audit.system import System
from measure87.disseminate.gate.audit.tightening import ContradictionError
from measure87.disseminate.gate.audit.told_counts import ToldCounts
from measure87.disseminate.gate.tables.boxes import Box, Dimensions
from measure87.disseminate.gate.tables.geometry import Nesting, nesting
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray

_SEED = 87
Hides = Callable[[str, frozenset[int], Gone], tuple[int, bool] | None]
"""Of a kind of count, and of figures that tell it where some tell no more, the one that would be
hidden, by position, and whether with all that it tells; None where that is not for sure."""


class LinkedSet:
    """One set of linked measures, asked again and again while less and less is shown.

    What does not depend on what is shown is worked out once: the groups, the equations that
    hold anyway, the sums that may not be known. What was found possible stays so while every
    figure tells no more than it did. One way that everything could be is found while everything
    is shown; it fits whatever is hidden, and tells of most sums that they are no secret.
    """

    def __init__(
        self,
        seen: Sequence[Seen],
        boxes: Sequence[Box],
        members: Sequence[int],
        dims: Dimensions,
        relations: Relations,
    ) -> None:
        self._boxes, self.members, self._dims = boxes, list(members), dims
        self._at_first = list(seen)
        self._relations = relations
        self._system = System(seen, boxes, members, dims, relations)
        self._places = Places(seen, boxes, members)
        self.secrets = secrets(self._places, self._nestings(), relations)
        self._what = np.array([KINDS.index(one.what) for one in self.secrets], dtype=np.int64)
        self._alone = np.array([one.alone for one in self.secrets], dtype=bool)
        self._found = Ranges(len(self.secrets))
        self._by_rules = Ranges(len(self.secrets))
        self._ways, self._is_more_told = Ways(), False
        self._before: list[Seen] | None = None
        self._said = ToldCounts(self._says).of
        self.linear = self.integer = 0

    def _nestings(self) -> dict[Measure, Nesting]:
        by_groups: dict[tuple[Hashable, ...], Nesting] = {}
        found = {}
        for measure, at in self._places.of.items():
            keys = tuple(at)
            if keys not in by_groups:
                by_groups[keys] = nesting(self._dims, [self._boxes[k] for k in at.values()])
            found[measure] = by_groups[keys]
        return found

    @cached_property
    def _terms(self) -> csr_array:
        """(secrets, members) factor of each figure in each secret."""
        at = {k: j for j, k in enumerate(self.members)}
        rows = [i for i, one in enumerate(self.secrets) for _ in one.terms]
        columns = [at[k] for one in self.secrets for _, k in one.terms]
        factors = [float(factor) for one in self.secrets for factor, _ in one.terms]
        shape = (len(self.secrets), len(self.members))
        return csr_array((factors, (rows, columns)), shape=shape)

    @cached_property
    def _at(self) -> dict[Count, int]:
        """Position of each secret."""
        return {(one.what, tuple(k for _, k in one.terms)): j for j, one in enumerate(self.secrets)}

    @cached_property
    def _sums(self) -> csr_array:
        """(secrets, size) each secret as a sum of unknowns."""
        every = csr_array((len(self.secrets), self._system.size))
        for kind, what in enumerate(KINDS):
            of_kind = csr_array(self._terms.multiply((self._what == kind)[:, None]))
            every = every + of_kind @ self._system.sums(what)
        return csr_array(every)

    def _same_of(self, kind: str) -> IntArray:
        """(secrets,) of each, which one is about another kind of count of the same figures."""
        at = {one.terms: k for k, one in enumerate(self.secrets) if one.what == kind}
        return np.array([at.get(one.terms, k) for k, one in enumerate(self.secrets)])

    @cached_property
    def _same_of_cases(self) -> IntArray:
        return self._same_of("cases")

    @cached_property
    def _rest_of(self) -> list[tuple[BoolArray, list[IntArray]]]:
        """Which secrets are about persons of whom there are more, and the secrets about the rest.

        Where that rest is nobody they say no more than that there is no case, which is shown.
        """
        cases, unknown = self._same_of_cases, self._same_of("unknown")
        rests = {"others": [cases], "no": [cases, unknown], "answered": [unknown]}
        return [(self._what == KINDS.index(kind), rest) for kind, rest in rests.items()]

    def recovered(
        self,
        seen: Sequence[Seen],
        minimum: int,
        minimum_respondents: int,
        enough: int | None = None,
        *,
        tells: bool = True,
        to_be_open: Mapping[int, Collection[str]] | None = None,
        hides: Hides | None = None,
        known: Collection[Count] = (),
        every_unknown: bool = False,
    ) -> tuple[list[Recovered], int]:
        """Every secret that the reader knows, and how many were tried.

        Parameters
        ----------
        seen
            What she sees now, in the same order as before.
        minimum, minimum_respondents : persons
            The rules by which figures were hidden.
        enough
            After how many secrets to stop; None to find them all.
        tells
            Whether to find the figures that tell each secret.
        to_be_open
            Of each figure, by position, the kinds of its counts that must not be known exactly if
            they are not shown; None for all of all figures.
        hides
            What would be hidden: then it is also asked what tells each secret after that.
        known
            Counts that she knows whatever is shown, of which nothing is asked.
        every_unknown
            Whether numbers of unknowns are asked too of figures that say nothing of them.

        Raises
        ------
        ContradictionError
            If nothing fits all that she sees.
        """
        self.linear = self.integer = 0
        self._limit = minimum_respondents
        now = [seen[k] for k in self.members]
        self._is_more_told = self._before is None or not _tells_no_more(now, self._before)
        if self._is_more_told:
            self._found, self._by_rules = Ranges(len(self.secrets)), Ranges(len(self.secrets))
        self._before = now
        told = self._told(now)
        self._found.take(told)
        self._by_rules.take(told)
        asked = self._asked(now) | every_unknown
        asked[[at for one in known if (at := self._at.get(one)) is not None]] = False
        exact = asked & np.isnan(told) & self._to_be_open(to_be_open)
        open_to_all = np.isnan(told) & asked
        needed = self._narrowed(
            self._system.constraints(seen, minimum_respondents, minimum, knows_rules=True),
            (self._by_rules, self._found),
            lambda at: self._known_by_rules(minimum, exact, at) & open_to_all[at],
            enough,
            tells,
            hides,
        )
        if enough is None or len(needed) < enough:  # else less is shown before it is asked again
            by_rules = np.isin(np.arange(len(told)), list(needed))
            needed |= self._narrowed(
                self._system.constraints(seen, minimum_respondents),
                (self._found,),
                lambda at: self._known(minimum, exact, at) & (open_to_all & ~by_rules)[at],
                enough,
                tells,
                hides,
            )
        is_known = (self._known(minimum, exact) | self._known_by_rules(minimum, exact)) & asked
        if enough is not None:
            is_known &= ~np.isnan(told) | np.isin(np.arange(len(is_known)), list(needed))
        found = list(self._findings(seen, np.flatnonzero(is_known).tolist(), needed))
        return found, int(asked.sum())

    def _narrowed(
        self,
        known: Constraints,
        ranges: tuple[Ranges, ...],
        closed: Closed,
        enough: int | None,
        tells: bool,
        hides: Hides | None,
    ) -> dict[int, ToldBy]:
        """Of each secret that stays closed the figures that tell it."""

        def choose(k: int, needed: frozenset[int], gone: Gone) -> tuple[int, bool] | None:
            return None if hides is None else hides(self.secrets[k].what, needed, gone)

        possible = self._possible
        if possible is not None and known.fit(possible):
            for one in ranges:
                one.take(self._sums @ possible)
        for way in self._ways.that_fit(known) if self._is_more_told else ():
            for one in ranges:
                one.take(self._sums @ way)
        if not closed(EVERY).any():
            return {}
        programme = Programme(known, len(self._system.cells), possible)
        search = Search(
            programme, self._sums, ranges, closed, tells=tells, choose=choose, ways=self._ways
        )
        found = search.closed(np.random.default_rng(_SEED), enough)
        self.linear += programme.linear + programme.blocks.solved
        self.integer += programme.integer
        return found

    @cached_property
    def _possible(self) -> FloatArray | None:
        """One way things could be while everything is shown; None if there is none."""
        try:
            known = self._system.constraints(self._at_first, self._limit)
            return Programme(known, len(self._system.cells)).possible
        except ContradictionError:
            return None

    def _told(self, now: Sequence[Seen]) -> FloatArray:
        """(secrets,) what each comes to where all its figures are shown, else NaN."""
        told = np.full(len(self.secrets), np.nan)
        for kind, counts in enumerate(self._said(now)[:, : len(KINDS)].T):
            hidden = np.isnan(counts)
            sums = self._terms @ np.where(hidden, 0.0, counts)
            sums[(abs(self._terms) @ hidden.astype(float)) > 0] = np.nan
            told = np.where(self._what == kind, sums, told)
        return told

    def _says(self, one: Seen) -> list[float]:
        """Each count of a figure, and whether it says that some are unknown, or there are any."""
        about_unknown = (
            one.hides_unknown
            or bool(one.unknown)
            or ("unknown", one.measure, frozenset(one.group.items())) in self._relations.some
        )
        return [*(self._count(what, one) for what in KINDS), float(about_unknown)]

    def _count(self, what: str, one: Seen) -> float:
        """A count of one figure; NaN if it is not shown."""
        left_out = one.measure in self._relations.left_out
        if not one.shown:
            return np.nan
        if what == "cases":
            return float(one.cases or 0)
        if what == "others":
            return np.nan if one.hides_unknown and left_out else float(_others(one))
        if one.hides_unknown or one.unknown is None:
            return np.nan
        if what == "unknown":
            return float(one.unknown)
        if what == "answered":
            return float((one.n or 0) - one.unknown)
        among_cases = one.measure in self._relations.as_cases
        return float(_others(one) - (0 if among_cases else one.unknown))

    def _asked(self, now: Sequence[Seen]) -> BoolArray:
        """(secrets,) all but the unknowns of a figure that says nothing of them, or that says 0.

        Of a figure that an earlier release hid it is not known whether it has any.
        """
        hidden_at_first = [not self._at_first[k].shown for k in self.members]
        has = (self._said(now)[:, len(KINDS)] > 0) | hidden_at_first
        own: BoolArray = (abs(self._terms) @ has.astype(float)) > 0
        asked: BoolArray = ~self._alone | (self._what != KINDS.index("unknown")) | own
        return asked

    @cached_property
    def _counts(self) -> list[tuple[int, str, int]]:
        """Secrets that are counts of figures, each with its kind and figure.

        Who are no cases are counted without the unknowns where these are respondents.
        """
        with_no = {one.terms for one in self.secrets if one.what == "no"}
        return [
            (k, one.what, one.terms[0][1])
            for k, one in enumerate(self.secrets)
            if one.alone
            and one.what != "answered"
            and not (one.what == "others" and one.terms in with_no)
        ]

    def _to_be_open(self, kinds: Mapping[int, Collection[str]] | None) -> BoolArray:
        """(secrets,) which more than one number must fit while they are hidden."""
        found = np.zeros(len(self.secrets), dtype=bool)
        for k, what, figure in self._counts:
            found[k] = kinds is None or what in kinds.get(figure, ())
        return found

    def _known(self, minimum: int, exact: BoolArray, at: slice = EVERY) -> BoolArray:
        """Of which of some secrets a reader knows too much, as far as was found."""
        low, high = self._found.low[at], self._found.high[at]
        known: BoolArray = (low >= 1) & ((high < minimum) | exact[at] & (low == high))
        known &= self._has_a_rest(self._found, at)
        return known | self._beside_cases(self._found, minimum, at) | ~self._found.tried(at)

    def _known_by_rules(self, minimum: int, exact: BoolArray, at: slice = EVERY) -> BoolArray:
        """Of which of some secrets a reader who knows the rules knows the very number."""
        low, high = self._by_rules.low[at], self._by_rules.high[at]
        known: BoolArray = (
            (low >= 1) & ((high < minimum) | exact[at]) & self._has_a_rest(self._by_rules, at)
        )
        known |= self._beside_cases(self._by_rules, minimum, at)
        return np.asarray(known & (low == high) | ~self._by_rules.tried(at))

    def _beside_cases(self, found: Ranges, minimum: int, at: slice) -> BoolArray:
        """Of some secrets those about few others, or about nobody, where there is a case.

        Who is known to be there is then known, or nearly, to be a case.
        """
        some = found.is_some(self._same_of_cases[at])
        return np.asarray(
            self._are_no_cases[at] & some & (found.high[at] < minimum) & (minimum > 1)
        )

    @cached_property
    def _are_no_cases(self) -> BoolArray:
        """(secrets,) which are about persons who are no cases."""
        return np.isin(self._what, [KINDS.index("others"), KINDS.index("no")])

    def _has_a_rest(self, found: Ranges, at: slice) -> BoolArray:
        """Of some secrets all but those of persons who may be everybody: see `_rest_of`."""
        has: BoolArray = np.ones(len(self._what[at]), dtype=np.bool_)
        for about, rests in self._rest_of:
            has &= ~about[at] | np.any([found.is_some(rest[at]) for rest in rests], axis=0)
        return has

    def _findings(
        self, seen: Sequence[Seen], known: Sequence[int], needed: dict[int, ToldBy]
    ) -> Iterator[Recovered]:
        for at in known:
            secret: Secret = self.secrets[at]
            of = [k for _, k in secret.terms]
            first, *then = needed.get(at, (frozenset[int](),))
            figures = first or frozenset(k for k in of if seen[k].shown)
            yield Recovered(
                secret.what,
                tuple(seen[k].measure[0] for k in of),
                tuple(seen[k].group for k in of),
                tuple(sorted(figures)),
                tuple(of),
                tuple(tuple(sorted(one)) for one in then),
            )


def _others(one: Seen) -> int:
    """Respondents of a figure that is shown who are no cases."""
    return (one.n or 0) - (one.cases or 0)


def _tells_no_more(now: Sequence[Seen], before: Sequence[Seen]) -> bool:
    return all(
        one is other or one.tells_no_more_than(other)
        for one, other in zip(now, before, strict=True)
    )
