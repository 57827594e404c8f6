"""Which figures a user leaves out, by what they have in common, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from measure87.combine.inputs.figure import Figure
from measure87.define.classifications.geography import place_of
from measure87.vocabulary.errors import UsageError

WHICH = ("country", "year", "sex", "measure", "origin", "source", "source_type")
_Asked = tuple[str, tuple[tuple[str, str | int], ...]]
"""A reason, and what figures must have."""


@dataclass(frozen=True)
class Exclusion:
    """Figures that have all of the values named; what is None may be anything."""

    reason: str
    country: str | None = None
    year: int | None = None
    sex: str | None = None
    measure: str | None = None
    origin: str | None = None
    source: str | None = None
    source_type: str | None = None

    @property
    def named(self) -> Mapping[str, str | int]:
        """What figures must have; a country by its code, however it is named.

        Raises
        ------
        UsageError
            If nothing is named, or there is no reason.
        DataError
            If there is no such country; the hint has the names that come near.
        """
        found = {name: getattr(self, name) for name in WHICH if getattr(self, name) is not None}
        if not found or not self.reason.strip():
            raise UsageError(
                "an exclusion names at least one thing and a reason",
                code="exclusion",
                hint=f"name any of {', '.join(WHICH)}",
            )
        if self.country is not None:
            found["country"] = place_of(self.country, where="[[exclude]]") or self.country
        return found


def without_excluded(figures: Iterable[Figure], exclusions: Sequence[Exclusion]) -> list[Figure]:
    """The same figures; those that an exclusion names are left out, with the first one's reason.

    Raises
    ------
    UsageError
        If an exclusion names nothing, or has no reason.
    """
    asked = [(one.reason, tuple(one.named.items())) for one in exclusions]
    return [_looked_at(one, asked) for one in figures]


def _looked_at(
    figure: Figure, asked: list[tuple[str, tuple[tuple[str, str | int], ...]]]
) -> Figure:
    if figure.included:
        for reason, named in asked:
            if all(getattr(figure, name) == value for name, value in named):
                return figure.leave_out(reason)
    return figure
