"""What `check` found of a survey: what can be computed, what not, and what the mapping met."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from measure87.estimate.weighting import StepTable
from measure87.study.survey.inputs import Unsupported
from measure87.study.survey.memory import memory_text
from measure87.vocabulary.columns import COERCION_ITEMS, HSHC_ITEMS, INVOLUNTARY_ITEMS
from measure87.vocabulary.estimate import Notice, Refusal
from measure87.vocabulary.instrument import AskedOf, asked_text
from measure87.vocabulary.reference_period import ReferencePeriod
from measure87.vocabulary.releases.common import Json

_OR = " or "
"""Between alternatives of which a measure needs one."""


@dataclass(frozen=True)
class Findings:
    """What `check` found; for the holder of the data, not for release."""

    computable: tuple[tuple[str, str], ...]
    """Pairs of definition and measure."""
    unsupported: tuple[Unsupported, ...]
    notices: tuple[Notice, ...]
    persons: Mapping[str, int]
    """Persons of each input, unweighted."""
    periods: Mapping[str, ReferencePeriod]
    """The reference period of each input that has one."""
    asked: Mapping[str, tuple[AskedOf, ...]] = field(default_factory=dict)
    """Of each input the criteria of its definitions, and how many of their items were asked."""
    few_items: tuple[Refusal, ...] = ()
    """Measures refused under the name of their text, for too few items were asked."""
    absent: tuple[Refusal, ...] = ()
    """Measures of children and adults, in a file of one of the two."""
    misread: tuple[Refusal, ...] = ()
    """Measures that misread answers have spoilt, with what to do."""
    memory: int = 0
    """Bytes that a run on polars takes, roughly; 0 on another engine."""
    weights: Mapping[str, Sequence[StepTable]] = field(default_factory=dict)
    """Of each input that a recipe weighs what its steps did."""
    without_reason: tuple[Refusal, ...] = ()
    """Figures that could harm a whole group and that the study gives no reason for."""
    not_chained: tuple[Refusal, ...] = ()
    """Figures whose earlier rounds are of another definition, questionnaire or season."""

    @property
    def is_computable(self) -> bool:
        """Whether a run would give any figure."""
        return bool(self.computable)

    @property
    def messages(self) -> tuple[Notice | Refusal, ...]:
        """What stands in its lines and has a code, by which other languages say it."""
        refused = (*self.few_items, *self.absent, *self.misread)
        return (*self.notices, *refused, *self.without_reason, *self.not_chained)

    def to_json(self) -> dict[str, Json]:
        """As an object."""
        return {
            "computable": [
                {"definition": definition, "measure": measure}
                for definition, measure in self.computable
            ],
            "unsupported": [
                {"definition": u.definition, "measure": u.measure, "missing": list(u.missing)}
                for u in self.unsupported
            ],
            "asked": {name: [one.to_json() for one in asked] for name, asked in self.asked.items()},
            "few_items": [refusal.to_json() for refusal in self.few_items],
            **({"absent": [one.to_json() for one in self.absent]} if self.absent else {}),
            "misread": [refusal.to_json() for refusal in self.misread],
            "sensitive_groups": [refusal.to_json() for refusal in self.without_reason],
            **(
                {"not_chained": [refusal.to_json() for refusal in self.not_chained]}
                if self.not_chained
                else {}
            ),
            "warnings": [notice.to_json() for notice in self.notices],
            "persons": dict(self.persons),
            "memory": self.memory,
            "weights": {name: [one.told for one in steps] for name, steps in self.weights.items()},
            "reference_periods": {name: one.to_json() for name, one in self.periods.items()},
        }

    def lines(self) -> list[str]:
        """As lines for people."""
        lines = [f"{name}: {count:,} persons" for name, count in self.persons.items()]
        lines += [
            f"{name}: asked about what happened {one.phrase}" for name, one in self.periods.items()
        ]
        lines += [f"a run takes some {memory_text(self.memory)} of memory"] if self.memory else []
        lines += _asked(self.asked)
        lines += _weighed(self.weights)
        lines += ["", "Can be computed:" if self.computable else "Nothing can be computed."]
        lines += [f"  {measure}  ({definition})" for definition, measure in self.computable]
        lines += self._not_computed()
        if self.notices:
            lines += ["", "To look at:", *(f"  {notice.text}" for notice in self.notices)]
        return lines

    def _not_computed(self) -> Iterator[str]:
        """What cannot be had, and why."""
        if self.unsupported:
            yield from ("", "Cannot be computed from this questionnaire:")
            yield from (f"  {line}" for one in self.unsupported for line in _lacking(one))
        if self.few_items:
            yield ""
            yield "Refused under the name of the text, for too few of its items were asked:"
            yield from (f"  {refusal.name}: {refusal.text}" for refusal in self.few_items)
        if self.absent:
            yield from ("", "Refused, for persons of whom it speaks are not in the file:")
            yield from (f"  {refusal.name}: {refusal.text}" for refusal in self.absent)
        if self.misread:
            yield from ("", "Cannot be computed from answers read as they are:")
            yield from (f"  {refusal.name}: {refusal.text}" for refusal in self.misread)
        if self.without_reason:
            yield from ("", "Refused, for it could harm a group and no reason is stated:")
            yield from (f"  {refusal.name}: {refusal.text}" for refusal in self.without_reason)
        if self.not_chained:
            yield from ("", "Without a trend, for the rounds are not alike:")
            told = (f"  {refusal.name}: {refusal.text}" for refusal in self.not_chained)
            yield from dict.fromkeys(told)


def _lacking(one: Unsupported) -> Iterator[str]:
    """What a measure lacks: items that it needs, and alternatives of which it needs one."""
    needed = [name for name in one.missing if _OR not in name]
    if needed:
        yield f"{one.measure}: no {', '.join(needed)}"
    for group in (name for name in one.missing if _OR in name):
        yield f"{one.measure}: none of {', '.join(group.split(_OR))}"


def _weighed(weights: Mapping[str, Sequence[StepTable]]) -> Iterator[str]:
    """Of each input that a recipe weighs what its steps did."""
    for name, steps in weights.items():
        yield f"{name}: weights made by a recipe"
        for step in steps:
            yield (
                f"  {step.kind}: {step.persons:,} persons, sum {step.total:,.1f}, "
                f"design effect {step.design_effect:.3f}"
            )


def _asked(asked: Mapping[str, Sequence[AskedOf]]) -> Iterator[str]:
    """Of each input how many items of each criterion were asked, and which not."""
    titles = dict((*INVOLUNTARY_ITEMS, *COERCION_ITEMS, *HSHC_ITEMS))
    for name, criteria in asked.items():
        yield f"{name}: asked: {asked_text(criteria)}"
        yield from (
            f"  not asked: {item} ({titles[item]})" for one in criteria for item in one.not_asked
        )
