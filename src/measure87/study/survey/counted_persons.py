"""Who is in a release of a survey, as its ledger keeps it: the persons of each input, by codes."""

from collections.abc import Mapping, Sequence

import narwhals as nw

from measure87.define.classifications.age_groups import age_band
from measure87.study.keyed_hash import HashKey
from measure87.study.ledger.census import Census, census_of
from measure87.study.survey.figures import InputFigures
from measure87.study.survey.inputs import StudyInput
from measure87.study.survey.opening import OpenStudy
from measure87.study.survey.tables import AGE
from measure87.vocabulary.estimate import Estimate

_PERSON, _WEIGHT, _AGE_YEARS = "person_id", "weight", "age_years"


def censuses_of(
    study: OpenStudy, figures: Mapping[str, InputFigures], key: HashKey
) -> dict[str, Census]:
    """Input to the persons of whom its figures are."""
    return {
        name: _census(source, figures[name].estimates, key)
        for name, source in study.inputs.items()
        if figures[name].estimates
    }


def _census(source: StudyInput, estimates: Sequence[Estimate], key: HashKey) -> Census:
    persons = nw.from_native(source.collected.persons)
    columns = persons.collect_schema().names()
    variables = sorted({variable for one in estimates for variable in one.group})
    if AGE in variables and AGE not in columns:
        persons = persons.with_columns(**{AGE: age_band(nw.col(_AGE_YEARS))})
    weight = _WEIGHT if _WEIGHT in columns else None
    wanted = dict.fromkeys((_PERSON, *variables, *(() if weight is None else (weight,))))
    table = persons.select(list(wanted)).to_native().collect(engine="streaming")
    return census_of(table, variables, weight, {one.name for one in estimates}, key)
