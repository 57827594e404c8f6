"""Measures that contain one another and are estimated in one model.

Where a measure that is estimated names another estimated one as its crosswalk, one of the two
counts everybody whom the other counts. Fitted apart, draws of the inner one could lie above the
outer one. So they are one model: the innermost is what is estimated, and the others are it with
each country's step between them, which has one sign.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from measure87.combine.adjustment.asked import Asked
from measure87.combine.adjustment.known_differences import Crosswalk
from measure87.combine.estimation.questions import MeasureQuestion
from measure87.vocabulary.errors import StudyError

_HIGHER = 'crosswalk = [{ measure = "...", higher = true }]'


@dataclass(frozen=True)
class Family[M: MeasureQuestion]:
    """Measures of one model.

    Attributes
    ----------
    base : MeasureQuestion
        Definition 0 of the model, with crosswalks to all others.
    others : tuple of MeasureQuestion
    """

    base: M
    others: tuple[M, ...] = ()

    @property
    def members(self) -> tuple[M, ...]:
        """All of them, the base first."""
        return (self.base, *self.others)

    def definition_of(self, name: str) -> int:
        """Place of a measure among the definitions of the model."""
        crosswalks = [one.measure for one in self.base.asked.crosswalks]
        return 0 if name == self.base.name else 1 + crosswalks.index(name)


def families_of[M: MeasureQuestion](measures: Sequence[M]) -> tuple[Family[M], ...]:
    """Measures in their models, nested ones (`within`, `beyond`) each by itself and last.

    Raises
    ------
    StudyError
        `crosswalk`, where what is said of measures of one model contradicts itself or leaves open
        how they lie to each other.
    """
    found = []
    left = {one.name: one for one in measures if one.base is None}
    while left:
        members = _connected(next(iter(left.values())), left)
        for one in members:
            del left[one.name]
        found.append(_family(members))
    return (*found, *(Family(one) for one in measures if one.base is not None))


def _connected[M: MeasureQuestion](first: M, among: dict[str, M]) -> tuple[M, ...]:
    """The measures that are tied to the first one by crosswalks, in their order."""
    names, before = {first.name}, set[str]()
    while names != before:
        before = set(names)
        for one in among.values():
            tied = {c.measure for c in one.asked.crosswalks if c.measure in among}
            if one.name in names or tied & names:
                names |= {one.name, *tied}
    return tuple(one for name, one in among.items() if name in names)


def _family[M: MeasureQuestion](members: tuple[M, ...]) -> Family[M]:
    if len(members) == 1:
        return Family(members[0])
    _require_alike(members)
    for base in members:
        others = tuple(one for one in members if one is not base)
        ties = [_tie(base, one) for one in others]
        if all(tie is not None and tie.higher for tie in ties):
            asked = _with(base.asked, [tie for tie in ties if tie is not None])
            _require_known(asked, others)
            return Family(replace(base, asked=asked), others)
    raise StudyError(
        f"{_named(members)} are tied by crosswalks, and none of them is said to lie within all "
        "others", code="crosswalk", where="[measures]",
        hint=f"say of the smallest how each other one lies to it: {_HIGHER}",
    )  # fmt: skip


def _tie(base: MeasureQuestion, other: MeasureQuestion) -> Crosswalk | None:
    """How another measure lies to the base, as either or both of them say."""
    told = [c for c in base.asked.crosswalks if c.measure == other.name]
    told += [
        Crosswalk(other.name, not c.higher, c.same_at)
        for c in other.asked.crosswalks
        if c.measure == base.name
    ]
    if len(set(told)) > 1:
        raise StudyError(
            f"{base.name} and {other.name} say different things of how they lie to each other",
            code="crosswalk", where=f"[measures.{other.name}]",
            hint="where one is higher the other is not, and same_at is the same in both",
        )  # fmt: skip
    return told[0] if told else None


def _with(asked: Asked, ties: Sequence[Crosswalk]) -> Asked:
    """What is asked of the base, with a crosswalk to every measure of the family."""
    own = {one.measure: one for one in asked.crosswalks}
    return replace(asked, crosswalks=tuple((own | {one.measure: one for one in ties}).values()))


def _require_known(asked: Asked, others: Sequence[MeasureQuestion]) -> None:
    """Refuse measures that serve one of the others and that the base says nothing of."""
    known = {asked.measure, *(one.measure for one in asked.crosswalks)}
    for one in others:
        more = [c.measure for c in one.asked.crosswalks if c.measure not in known]
        if more or one.asked.flows:
            name = more[0] if more else one.asked.flows[0].measure
            raise StudyError(
                f"{one.name} is estimated in one model with {asked.measure}, which says nothing of "
                f"{name}", code="crosswalk", where=f"[measures.{one.name}]",
                hint=f"name {name} as a crosswalk of {asked.measure}, or take it away",
            )  # fmt: skip


def _require_alike(members: Sequence[MeasureQuestion]) -> None:
    """Refuse what can only be said of a model as a whole and is said differently."""
    first = members[0]
    for one in members[1:]:
        for key in ("source_bias", "survey_error", "reference_source"):
            if getattr(one.asked, key) != getattr(first.asked, key):
                raise StudyError(
                    f"{first.name} and {one.name} are estimated in one model, and their {key} "
                    "differ", code="crosswalk", where=f"[measures.{one.name}]",
                    hint="state it under [model], or the same for both",
                )  # fmt: skip


def _named(members: Sequence[MeasureQuestion]) -> str:
    return ", ".join(one.name for one in members)
