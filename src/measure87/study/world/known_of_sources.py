"""What settings state of kinds of source: which is without bias, and how far others are off."""

from math import inf

from measure87.combine.adjustment.known_differences import SourceBias, SurveyError
from measure87.study.toml_values import Section
from measure87.study.world.values import number, pairs, positive
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.keys import nearest
from measure87.vocabulary.published_figures import SOURCE_TYPES


def reference_source(section: Section) -> str | None:
    """The kind that is held to be without bias, where a table names one."""
    return _kind_of_source(section, "reference_source") if section.has("reference_source") else None


def _kind_of_source(section: Section, key: str) -> str:
    name = section.text(key)
    known = [code for code, _ in SOURCE_TYPES]
    if name not in known:
        raise StudyError(
            f"{key!r} is {name!r}", code="bad-value", where=section.where,
            hint=nearest(name, known),
        )  # fmt: skip
    return name


def source_biases(section: Section) -> tuple[SourceBias, ...]:
    """What a table states of biases of kinds of source."""
    where = f"{section.where} source_bias"
    return tuple(_source_bias(Section(one, where)) for one in pairs(section, "source_bias"))


def _source_bias(one: Section) -> SourceBias:
    one.only(("source_type", "mean", "sd", "why"))
    mean = number(one, "mean", None, above=-inf)
    if mean is None:
        raise StudyError(
            "the key 'mean' is missing", code="missing-key", where=one.where,
            hint="add `mean = ...`: found log-odds less true ones, below 0 where cases are missed",
        )  # fmt: skip
    return SourceBias(
        _kind_of_source(one, "source_type"), mean, positive(one, "sd"), one.text("why")
    )


def survey_errors(section: Section) -> tuple[SurveyError, ...]:
    """What a table states of how far surveys of one country lie apart beyond sampling."""
    where = f"{section.where} survey_error"
    return tuple(_survey_error(Section(one, where)) for one in pairs(section, "survey_error"))


def _survey_error(one: Section) -> SurveyError:
    one.only(("source_type", "sd", "why"))
    kind = _kind_of_source(one, "source_type") if one.has("source_type") else ""
    return SurveyError(kind, positive(one, "sd"), one.text("why"))


def own_before[Stated: SourceBias | SurveyError](
    own: tuple[Stated, ...], everywhere: tuple[Stated, ...]
) -> tuple[Stated, ...]:
    """What is stated of a measure, and what is stated of all where that says nothing."""
    stated = {one.source_type for one in own}
    return own + tuple(one for one in everywhere if one.source_type not in stated)
