"""What settings state of kinds of source: which is without bias, and how far others are off."""

from dataclasses import replace
from typing import Annotated

from measure87.combine.adjustment.known_differences import SourceBias, SurveyError
from measure87.files.settings import NUMBER, POSITIVE, TEXT, LeftOut, tables
from measure87.study.world.values import SOURCE_TYPE

ReferenceSource = Annotated[
    str | None,
    SOURCE_TYPE,
    "kind of source held to be without bias; of a measure that names none of its own, that of "
    "`[model]`. Where a measure has none of it, the most frequent, with a warning. `about.json` "
    "says which",
    LeftOut("the most frequent"),
]
_MEAN = replace(
    NUMBER,
    absent="add `{key} = ...`: found log-odds less true ones, below 0 where cases are missed",
)
_Why = Annotated[str, TEXT, "where that is known from"]


def _bias(
    *,
    mean: Annotated[float, _MEAN, "found log-odds less true ones, below 0 where cases are missed"],
    source_type: Annotated[str, SOURCE_TYPE, "kind of source"],
    sd: Annotated[float, POSITIVE, "standard deviation of the mean"],
    why: _Why,
) -> SourceBias:
    return SourceBias(source_type, mean, sd, why)


def _survey_error(
    *,
    source_type: Annotated[str, SOURCE_TYPE, "kind of source", LeftOut("all other kinds")] = "",
    sd: Annotated[float, POSITIVE, "standard deviation on the log-odds"],
    why: _Why,
) -> SurveyError:
    return SurveyError(source_type, sd, why)


SourceBiases = Annotated[
    tuple[SourceBias, ...],
    tables(_bias),
    "what is known, from validation or other studies, of how far figures of a kind of source lie "
    'from the truth: `{ source_type = "forced_labour_survey", mean = -0.6, sd = 0.3, '
    'why = "..." }`, on the log-odds, found less true (below 0 where cases are missed). The mean '
    "is taken off; that it is uncertain is common to all these figures; and they have no other "
    "bias. Also of the kind of reference, which is then not held to be without bias. What a "
    "measure says of a kind comes before what `[model]` says",
]
SurveyErrors = Annotated[
    tuple[SurveyError, ...],
    tables(_survey_error),
    "how far surveys of one country lie apart beyond sampling, where that is known: "
    '`{ source_type = "mics", sd = 0.2, why = "..." }`, a standard deviation on the log-odds; '
    "without `source_type` of all other kinds. What a measure says of a kind comes before what "
    "`[model]` says; nested measures take none over. [How it is estimated or set]"
    "(../methods/world-model.md#errors-between-surveys-of-one-country) otherwise",
    LeftOut("estimated, or 0.35"),
]


def own_before[Stated: SourceBias | SurveyError](
    own: tuple[Stated, ...], everywhere: tuple[Stated, ...]
) -> tuple[Stated, ...]:
    """What is stated of a measure, and what is stated of all where that says nothing."""
    stated = {one.source_type for one in own}
    return own + tuple(one for one in everywhere if one.source_type not in stated)
