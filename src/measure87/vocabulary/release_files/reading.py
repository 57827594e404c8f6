"""A result out of the object of the contract, as `estimates.json` and `--json` have it.

The file may come from anywhere, and its manifest with it, so every entry is held against its
declaration before it is taken for what it should be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from functools import cache
from typing import Any

from msgspec import ValidationError, convert, defstruct, field

from measure87.vocabulary.estimate import (
    SCHEMA,
    Alternative,
    Estimate,
    Minus,
    Notice,
    Refusal,
    Result,
)
from measure87.vocabulary.provenance import Provenance
from measure87.vocabulary.releases.codec import UnreadableError, known_part, structure_of
from measure87.vocabulary.releases.common import Declared, Json, StudyFacts
from measure87.vocabulary.releases.former_codes import FORMER_CODES
from measure87.vocabulary.releases.lists import ListsDiagnostics
from measure87.vocabulary.releases.said import Said
from measure87.vocabulary.releases.survey import SurveyDiagnostics, SurveyDisclosure
from measure87.vocabulary.releases.world import WorldDiagnostics
from measure87.vocabulary.trend import Trend, TrendRound


class _File(Declared, frozen=True, kw_only=True):
    """The object of the contract; what its kind declares of diagnostics is read apart."""

    schema: int
    measure87: str | None = None
    command: str
    released: bool
    estimates: tuple[Estimate, ...]
    differences: tuple[Estimate, ...] = ()
    trends: tuple[Estimate, ...] = ()
    refused: tuple[Refusal, ...] = ()
    warnings: tuple[Notice, ...] = ()
    diagnostics: dict[str, Any] = field(default_factory=dict)
    provenance: Provenance = field(default_factory=Provenance)


@cache
def _under_its_key(kind: type[Declared]) -> Any:
    """Diagnostics under the key that they have in the file, so that messages name it."""
    return defstruct("Diagnosed", [("diagnostics", kind)], frozen=True)


_KEYS = _File.__struct_fields__


def result_of(content: object, *, only_known: bool = True) -> Result:
    """The result that a plain object holds.

    Parameters
    ----------
    content
        As `Result.to_json` makes it.
    only_known
        Whether a key that this version does not know is refused. Whoever publishes a result again
        would lose it; whoever takes its figures alone may pass it over, and gets the diagnostics
        as plain values.

    Raises
    ------
    UnreadableError
        If it is of another schema, lacks something, or has what this version does not know or
        what is of another kind than it should be (a text where a number belongs).
    """
    if not isinstance(content, dict):
        raise UnreadableError("it is no JSON object")
    if content.get("schema") != SCHEMA:
        raise UnreadableError(
            f"schema is {content.get('schema')!r}, and this version reads {SCHEMA}"
        )
    known = content if only_known else _what_figures_need(content)
    file = structure_of(_File, known)
    if only_known:
        _refuse_unknown_keys(content)
    return Result(
        command=file.command,
        estimates=_flagged_as_now(file.estimates),
        refused=_coded_as_now(file.refused),
        warnings=_coded_as_now(file.warnings),
        diagnostics=_diagnostics(file.diagnostics, only_known=only_known),
        provenance=file.provenance,
        released=file.released,
        differences=_flagged_as_now(file.differences),
        trends=_flagged_as_now(file.trends),
    )


def _flagged_as_now(figures: Sequence[Estimate]) -> tuple[Estimate, ...]:
    """Figures whose flags have the codes of today."""
    return tuple(
        replace(one, flags=tuple(FORMER_CODES.get(flag, flag) for flag in one.flags))
        if FORMER_CODES.keys() & set(one.flags)
        else one
        for one in figures
    )


def _coded_as_now[M: (Notice, Refusal)](messages: Sequence[M]) -> tuple[M, ...]:
    """Warnings or refusals that have the codes of today."""
    return tuple(
        replace(one, code=FORMER_CODES[one.code]) if one.code in FORMER_CODES else one
        for one in messages
    )


def _what_figures_need(content: Mapping[str, Any]) -> dict[str, Any]:
    """The keys that are known; for figures alone neither command nor gate is asked for."""
    return {"command": "", "released": False} | {
        key: content[key] for key in _KEYS if key in content
    }


def declared(content: Mapping[str, Json]) -> Said:
    """What a run says, as the structure of its kind.

    A survey's result says what its study or its measures are, or at least nothing else than a
    survey's does, and has neither lists nor what a world estimate says about itself. Facts of a
    sample, as `estimate survey` gives them (rows, strata, clusters), are of no study; they stay
    plain values.

    Raises
    ------
    UnreadableError
        If it is a survey's and does not fit, or has what this version does not know.
    """
    if "about" in content:
        return _diagnosed(WorldDiagnostics, content)
    if is_of_lists(content):
        return _diagnosed(ListsDiagnostics, content)
    return _diagnosed(SurveyDiagnostics, content) if _is_of_survey(content) else content


def _diagnosed[D: Declared](kind: type[D], content: Mapping[str, Json]) -> D:
    found: D = structure_of(_under_its_key(kind), {"diagnostics": content}).diagnostics
    return found


def is_of_lists(diagnostics: Json | Mapping[str, Json]) -> bool:
    """Whether diagnostics in a file are those of a study of lists, which alone have this key."""
    return isinstance(diagnostics, Mapping) and "lists" in diagnostics


def _is_of_survey(content: Mapping[str, Json]) -> bool:
    if not content or content.keys() & {"lists", "about"}:
        return False
    own = content.keys() <= {*SurveyDiagnostics.__struct_fields__, *SurveyDiagnostics.formerly}
    return own or bool(content.keys() & {"study", "measures"})


def _diagnostics(content: dict[str, Json], *, only_known: bool) -> Said:
    """As `declared`; where only figures are wanted, what is not known is passed over."""
    if only_known:
        return declared(content)
    if not _is_of_survey(content):
        return content
    try:
        return structure_of(SurveyDiagnostics, known_part(SurveyDiagnostics, content))
    except UnreadableError:
        return content


def survey_said(result: Result) -> SurveyDiagnostics:
    """What a survey's result says of itself; nothing, of results of other kinds and of facts."""
    said = result.diagnostics
    return said if isinstance(said, SurveyDiagnostics) else SurveyDiagnostics()


def lists_said(result: Result) -> ListsDiagnostics:
    """What a result of overlapping lists says of itself; another has no business here."""
    said = result.diagnostics
    if not isinstance(said, ListsDiagnostics):
        raise AssertionError(f"a result of `{result.command}` is of no lists")
    return said


def facts_of(result: Result) -> dict[str, Json]:
    """Facts of a result that is of no study; nothing of the disclosure gate, nor of other results.

    >>> facts_of(Result("estimate survey", (), diagnostics={"rows": 5000}))
    {'rows': 5000}
    """
    said = result.diagnostics
    plain = said if isinstance(said, Mapping) else {}
    return {name: fact for name, fact in plain.items() if name != _GATE}


def account_of_gate(result: Result) -> SurveyDisclosure | None:
    """What the disclosure gate says of figures that are no sizes of lists; None before it.

    Raises
    ------
    UnreadableError
        If it says so of facts, and not as is declared.
    """
    said = result.diagnostics
    if isinstance(said, Mapping):
        return structure_of(SurveyDisclosure, said[_GATE]) if _GATE in said else None
    return survey_said(result).disclosure


_GATE = "disclosure"
"""Key of the gate's account, beside facts as among what a survey says."""


def study_of(result: Result) -> StudyFacts:
    """What the study behind a result of any kind says of itself; nothing where there is none.

    Raises
    ------
    UnreadableError
        If a fact of it is of another kind than it should be.
    """
    said = result.diagnostics
    study = said.get("study") if isinstance(said, Mapping) else getattr(said, "study", None)
    try:
        return convert(study or {}, StudyFacts, from_attributes=True)
    except ValidationError as error:
        raise UnreadableError(f"its study: {error}") from None


def _refuse_unknown_keys(content: Mapping[str, Any]) -> None:
    """Keys of figures, refusals and notices that no version before this one wrote."""
    kinds = {
        "estimates": Estimate, "differences": Estimate, "trends": Estimate, "refused": Refusal,
        "warnings": Notice,
    }  # fmt: skip
    for part, kind in kinds.items():
        for place, item in enumerate(content.get(part, ()), start=1):
            _known(kind, item, f"{part}[{place}]")
            if "minus" in item:
                _known(Minus, item["minus"], f"{part}[{place}].minus")
            if "trend" in item:
                _known(Trend, item["trend"], f"{part}[{place}].trend")
                for number, one in enumerate(item["trend"]["rounds"], start=1):
                    _known(TrendRound, one, f"{part}[{place}].trend.rounds[{number}]")
            for number, other in enumerate(item.get("alternatives", ()), start=1):
                _known(Alternative, other, f"{part}[{place}].alternatives[{number}]")
    _known(Provenance, content.get("provenance", {}), "provenance")


def _known(kind: type, item: Mapping[str, Any], where: str) -> None:
    unknown = item.keys() - {field.name for field in fields(kind)}
    if unknown:
        raise UnreadableError(f"{where} has {min(unknown)!r}, which this version does not know")
