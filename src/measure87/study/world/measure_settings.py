"""What is asked of each measure: cells, figures that serve it, what it is nested with."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from measure87.combine.adjustment.asked import Asked
from measure87.combine.adjustment.known_differences import (
    Ages,
    Apart,
    Crosswalk,
    Flow,
)
from measure87.study.toml_values import Section
from measure87.study.world.known_of_sources import (
    own_before,
    reference_source,
    source_biases,
    survey_errors,
)
from measure87.study.world.values import ages_of, named_tables, number, pairs, positive
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.keys import refuse_unknown

_MEASURE = (
    "label", "definition", "about", "form", "crosswalk", "flow", "within", "beyond",
    "reference_source", "source_bias", "survey_error",
)  # fmt: skip
_SET_APART_BY: Mapping[str, type | tuple[type, ...]] = {
    **dict.fromkeys(
        ("country", "sex", "measure", "definition", "source_type", "source", "origin", "marks",
         "note"), str),
    **dict.fromkeys(("year", "age_from", "age_to"), int),
    "recall_days": (int, float),
}  # fmt: skip
"""Columns of published figures that can tell figures apart, and what they hold."""


@dataclass(frozen=True)
class MeasureSettings:
    """One measure that is estimated; `within` and `beyond` name the measure it is nested with."""

    name: str
    label: str
    definition: str
    about: str
    form: str
    asked: Asked
    within: str | None = None
    beyond: str | None = None

    @property
    def base(self) -> str | None:
        """The measure that it is nested with."""
        return self.within or self.beyond


def read_measures(top: Section, model: Section) -> tuple[MeasureSettings, ...]:
    """The tables `[measures.NAME]`, with what `[model]` asks alike of every measure.

    Raises
    ------
    StudyError
        For a key or a value that cannot be, or measures nested with what is no base.
    UsageError
        For what `Asked` refuses.
    """
    everywhere, errors = source_biases(model), survey_errors(model)
    common, found = _common(top, model), []
    for name, one in named_tables(top, "measures", "a label and a definition"):
        one.only(_MEASURE)
        crosswalks = tuple(_crosswalk(Section(c, one.where)) for c in pairs(one, "crosswalk"))
        flows = tuple(_flow(Section(c, one.where)) for c in pairs(one, "flow"))
        # What is known of a measure's bias and surveys' errors says nothing of a share within it.
        nested = one.has("within") or one.has("beyond")
        found.append(
            MeasureSettings(
                name=name,
                label=one.text("label", name),
                definition=one.text("definition", "not stated"),
                about=_optional(one, "about") or "",
                form=_optional(one, "form") or "",
                asked=Asked(
                    measure=name,
                    crosswalks=crosswalks,
                    flows=flows,
                    reference_source=reference_source(one) or reference_source(model),
                    source_bias=own_before(source_biases(one), () if nested else everywhere),
                    survey_error=own_before(survey_errors(one), () if nested else errors),
                    **common,
                ),
                within=_optional(one, "within"),
                beyond=_optional(one, "beyond"),
            )
        )
    _check_nesting(found, top.section("measures"))
    return tuple(found)


def _common(top: Section, model: Section) -> dict[str, Any]:
    return {
        "sexes": _sexes(top),
        "ages": _adjacent(top, ages_of(top, "ages", default=[[5, 17]])),
        "other_ages": ages_of(model, "other_ages", default=[]),
        "other_ages_sd": positive(model, "other_ages_sd", 0.5),
        "recall_days": number(model, "recall_days", None, above=0.0),
        "recall_sd": positive(model, "recall_sd", 0.2),
        "apart": tuple(_apart(one, f"{model.where} apart") for one in pairs(model, "apart")),
        "first_year": _year(model, "first_year"),
        "last_year": _year(model, "last_year"),
    }


def _sexes(top: Section) -> tuple[str, ...]:
    sexes = top.texts("sexes") or ("both",)
    if sexes == ("both",):
        return sexes
    if set(sexes) == {"female", "male"}:
        return ("female", "male")
    raise StudyError(
        f"'sexes' is {list(sexes)}", code="bad-value", where=top.where,
        hint='write ["both"] or ["female", "male"]: together they are everybody',
    )  # fmt: skip


def _adjacent(top: Section, ages: tuple[Ages, ...]) -> tuple[Ages, ...]:
    gap = any(old is None or young != old + 1 for (_, old), (young, _) in pairwise(ages))
    if not ages or gap:
        raise StudyError(
            f"'ages' is {[list(one) for one in ages]}", code="bad-value", where=top.where,
            hint="each group begins where the one before ends, as [[5, 11], [12, 14], [15, 17]]; "
            "only the last may be open",
        )  # fmt: skip
    return ages


def _apart(one: Mapping[str, Any], where: str) -> Apart:
    entry = Section(one, where)
    which = {key: value for key, value in one.items() if key not in ("name", "sd")}
    refuse_unknown(which, _SET_APART_BY, where)
    if not which:
        raise StudyError(
            f"{entry.text('name')!r} sets every figure apart", code="apart", where=where,
            hint=f"say which figures, by {', '.join(_SET_APART_BY)}",
        )  # fmt: skip
    for key, value in which.items():
        if not isinstance(value, _SET_APART_BY[key]) or isinstance(value, bool):
            raise StudyError(
                f"{key!r} is {value!r}", code="bad-value", where=where,
                hint=f"write what the column {key} of the figures holds",
            )  # fmt: skip
    return Apart(entry.text("name"), positive(entry, "sd"), tuple(which.items()))


def _check_nesting(found: list[MeasureSettings], section: Section) -> None:
    if not found:
        raise StudyError(
            "no measure is asked for", code="no-measures", where=section.where,
            hint="add [measures.NAME] with a label and a definition",
        )  # fmt: skip
    plain = {one.name for one in found if one.base is None}
    for one in found:
        if (one.within and one.beyond) or (one.base and one.base not in plain):
            raise StudyError(
                f"{one.name} is nested with {one.base}", code="nesting", where=section.where,
                hint="within or beyond names one measure that is estimated by itself",
            )  # fmt: skip
        if one.base and (one.asked.other_measures or one.asked.source_bias):
            raise StudyError(
                f"{one.name} is nested and has a crosswalk, a flow or a bias", code="nesting",
                where=section.where,
                hint="a nested measure is made from surveys that have it and its base, no others",
            )  # fmt: skip


def _crosswalk(one: Section) -> Crosswalk:
    one.only(("measure", "higher", "same_at"))
    same_at = ages_of(one, "same_at", default=[])
    return Crosswalk(one.text("measure"), one.flag("higher", True), same_at)


def _flow(one: Section) -> Flow:
    one.only(("measure", "mean_days", "log_sd"))
    return Flow(one.text("measure"), positive(one, "mean_days"), positive(one, "log_sd"))


def _optional(section: Section, key: str) -> str | None:
    return section.text(key) if section.has(key) else None


def _year(section: Section, key: str) -> int | None:
    return section.whole(key, None, 1950, 2100) if section.has(key) else None
