"""The robustness checks as they may be released.

Its tables are made of the same persons, so what is subtracted from the whole gives overlaps
back: persons without a list are the whole less those on that list alone.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from measure87.disseminate.gate.lists.hiding import something_hidden
from measure87.disseminate.gate.lists.margins import OBSERVED, Margin, Margins, counted
from measure87.disseminate.gate.lists.rounding import Rounding
from measure87.vocabulary.releases.common import Shown
from measure87.vocabulary.releases.lists import (
    NoFigures,
    StatedKnownList,
    StatedOffset,
    StatedOverlap,
    StatedRefit,
    StatedTrust,
)


@dataclass(frozen=True)
class _Figures:
    """Figures of a changed table, or why there are none."""

    values: Mapping[str, float] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    not_shown: NoFigures | None = None


@dataclass(frozen=True)
class TrustGate:
    """Everything that decides on a part of the panel.

    Attributes
    ----------
    margins, shown : all counts, and those that may be shown
    minimum_respondents : persons, of whom fewer give no figure
    rounding : Rounding
    sentence : makes a sentence fit for release
    figures : what may be shown of each method for the lists themselves
    """

    margins: Margins
    shown: Collection[Margin]
    minimum_respondents: int
    rounding: Rounding
    sentence: Callable[[str], str]
    figures: Mapping[str, float]

    def released(self, trust: StatedTrust) -> StatedTrust:
        """The panel."""
        return StatedTrust(
            overlaps=[self._overlap(entry) for entry in trust.overlaps],
            without=[self._without(entry) for entry in trust.without],
            merged=[self._refit(entry) for entry in trust.merged],
            known_lists=[self._known(entry) for entry in trust.known_lists],
            offsets=[self._offset(entry) for entry in trust.offsets],
            linkage=[self._refit(entry, fewer_lists=0) for entry in trust.linkage],
        )

    def count(self, margin: Margin) -> Shown:
        """A count, or that it is not shown."""
        return self.margins.counts[margin] if margin in self.shown else "not-shown"

    def _overlap(self, entry: StatedOverlap) -> StatedOverlap:
        """Persons on both of two lists, and their odds ratio unless a hidden count is near it."""
        margin = self.margins.pair(entry.lists)
        touched = {j for m in set(self.margins.counts) - set(self.shown) for j in m[1:]}
        near = touched & set(margin[1:]) or (touched and len(self.margins.lists) == 3)
        ratio = entry.odds_ratio
        if ratio is not None and not isinstance(ratio, str):
            ratio = "not-shown" if near else self.rounding.digits(ratio)
        return StatedOverlap(lists=entry.lists, both=self.count(margin), odds_ratio=ratio)

    def _without(self, entry: StatedRefit) -> StatedRefit:
        """One list left out; those who are left follow where those on it alone are shown."""
        alone: Margin = ("alone", self.margins.places[entry.lists[0]])
        follows = {OBSERVED, alone} <= set(self.shown)
        return self._refit(entry, observed=entry.observed if follows else "not-shown")

    def _known(self, entry: StatedKnownList) -> StatedKnownList:
        """A list's size as the others would have estimated it."""
        j = self.margins.places[entry.name]
        size: Margin = ("size", j)
        follows = {size, ("alone", j)} <= set(self.shown)
        found = self._figures(
            entry.values, entry.refused, counted(entry.on_other_lists), fewer_lists=1
        )
        return StatedKnownList(
            name=entry.name,
            known=self.count(size),
            on_other_lists=entry.on_other_lists if follows else "not-shown",
            values=found.values,
            refused=found.refused,
            not_shown=found.not_shown,
        )

    def _refit(
        self, entry: StatedRefit, fewer_lists: int = 1, observed: Shown | None = None
    ) -> StatedRefit:
        """A changed table, without the number observed in it unless it is given."""
        found = self._figures(entry.values, entry.refused, counted(entry.observed), fewer_lists)
        return StatedRefit(
            change=entry.change,
            kind=entry.kind,
            lists=entry.lists,
            share=entry.share,
            values=found.values,
            refused=found.refused,
            not_shown=found.not_shown,
            observed=observed,
        )

    def _figures(
        self,
        values: Mapping[str, float],
        refused: Mapping[str, str],
        observed: int,
        fewer_lists: int,
    ) -> _Figures:
        """Figures of a changed table; those of two lists are their overlap, said otherwise."""
        two = len(self.margins.lists) - fewer_lists <= 2
        hidden = something_hidden(self.margins, self.shown)
        if two and hidden:
            return _Figures(not_shown="confidential")
        if observed < self.minimum_respondents:
            return _Figures(not_shown="few-respondents")
        rounding = Rounding(observed, self.rounding.exact)
        said = {name: self.sentence(text) for name, text in refused.items()}
        return _Figures(rounding.table(values), said)

    def _offset(self, entry: StatedOffset) -> StatedOffset:
        """Made of the figures as they are shown: five shifts would else sharpen each."""
        seen = float(self.margins.counts[OBSERVED])
        values = {
            name: self.rounding.persons(seen + entry.factor * (self.figures[name] - seen))
            for name in entry.values
            if name in self.figures
        }
        return StatedOffset(factor=entry.factor, values=values)
