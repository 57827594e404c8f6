"""What a survey was asked, as plain values, for the record that a result carries."""

from collections.abc import Mapping, Sequence
from typing import Any

from measure87.estimate.survey import DomainTable, SurveyDesign
from measure87.library.asking import Question

_OF_PERSONS = ("proportion", "total")


def asked_settings(question: Question, tables: Sequence[DomainTable] = ()) -> dict[str, Any]:
    """What was asked of a survey, as plain values; what was left at its default is not there."""
    settings: dict[str, Any] = {
        "measures": list(question.measures),
        "statistic": question.statistic,
        "denominator": question.denominator,
        "quantile": question.quantile,
        "by": ["*".join(table.variables) for table in tables],
    }
    if question.statistic in _OF_PERSONS and question.unknown != Question.unknown:
        settings["unknown"] = question.unknown
    return settings


def where_settings(where: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The persons who count, as plain values."""
    return {"where": {name: list(codes) for name, codes in where.items()}}


def design_settings(design: SurveyDesign) -> dict[str, Any]:
    """The columns of the design, as plain values."""
    return {
        "weight": design.weight, "strata": design.strata, "clusters": list(design.clusters),
        "fpc": list(design.fpc), "single_cluster": design.single_cluster,
    }  # fmt: skip
