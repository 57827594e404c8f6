"""The study description of a codebook: what the survey was, and how its figures were made."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence

from measure87.define.classifications.countries import country_names
from measure87.disseminate.definition_texts import DefinitionText
from measure87.files.ddi_elements import add
from measure87.vocabulary.releases.common import Json
from measure87.vocabulary.releases.survey import Sample, SurveyStudy

_STAGES = (("cluster", "first"), ("cluster_2", "second"))
_SINGLE_CLUSTER = {
    "adjust": "a stratum with one cluster is centred on the mean of all clusters",
    "average": "a stratum with one cluster has the average variance of the others",
    "certainty": "a stratum with one cluster adds no variance",
    "remove": "strata with one cluster are left out of the variance",
}


def describe_study(
    root: ET.Element,
    study: SurveyStudy,
    definitions: Sequence[DefinitionText],
    settings: Mapping[str, Json],
) -> None:
    """Add `stdyDscr`; elements stand in the order that the schema prescribes."""
    described = add(root, "stdyDscr")
    _citation(described, study)
    _information(described, study, definitions)
    _method(described, study, settings)
    for note in study.notes:
        add(described, "notes", note)
    for definition in definitions:
        add(described, "notes", _definition(definition), type="definition", subject=definition.id)


def _citation(described: ET.Element, study: SurveyStudy) -> None:
    titles = add(add(described, "citation"), "titlStmt")
    add(titles, "titl", study.title)
    add(titles, "IDNo", f"{study.country}_{study.year}", agency="measure87")


def _information(
    described: ET.Element, study: SurveyStudy, definitions: Sequence[DefinitionText]
) -> None:
    """What the survey is about, where, when and of whom."""
    information = add(described, "stdyInfo")
    subject = add(information, "subject")
    for topic in _topics(definitions):
        add(subject, "keyword", topic)
    titles = "; ".join(definition.title for definition in definitions)
    invented = "The data are invented. " if study.invented else ""
    said = f"Measured under these definitions: {titles}." if titles else "Nothing was estimated."
    add(information, "abstract", f"{invented}{said}")
    summary = add(information, "sumDscr")
    day = study.reference_date
    add(summary, "timePrd", str(study.year), date=str(study.year), event="single")
    if day:
        add(summary, "collDate", day, date=day, event="single")
    country = study.country
    add(summary, "nation", country_names().get(country, country), abbr=country)
    add(summary, "anlyUnit", "Persons")
    add(summary, "universe", study.population)
    add(summary, "dataKind", "Survey data")


def _topics(definitions: Sequence[DefinitionText]) -> Iterator[str]:
    """Child labour and forced labour, as far as the definitions are of them."""
    for topic in ("child labour", "forced labour"):
        if any(f"{topic.replace(' ', '_')}/" in definition.id for definition in definitions):
            yield topic


def _method(described: ET.Element, study: SurveyStudy, settings: Mapping[str, Json]) -> None:
    """How the sample was drawn and weighted, and how errors were estimated."""
    method = add(described, "method")
    collection = add(method, "dataColl")
    drawn = study.probability_sample
    samples = study.samples
    for sample in samples:
        add(collection, "sampProc", _sampling(sample, named=len(samples) > 1, drawn=drawn))
    for sample in samples:
        add(collection, "weight", _weighting(sample, named=len(samples) > 1))
    if drawn:
        add(add(method, "anlyInfo"), "EstSmpErr", _errors(settings))


def _sampling(sample: Sample, *, named: bool, drawn: bool) -> str:
    """The design in words, from the variables that describe it."""
    name = f"{sample.name}: " if named else ""
    if not drawn:
        return f"{name}Respondents who are no probability sample of the population."
    design = sample.design
    said = [f"strata are the values of {_joined(design['stratum'])}"] if "stratum" in design else []
    for column, stage in _STAGES:
        if column in design:
            said.append(f"units of the {stage} stage are the values of {_joined(design[column])}")
    if not any(column in design for column, _ in _STAGES):
        said.append("persons were drawn directly, as far as the file says")
    if "fpc_1" in design:
        said.append(f"population sizes or fractions are in {_joined(design['fpc_1'])}")
    return f"{name}Probability sample; {'; '.join(said)}."


def _weighting(sample: Sample, *, named: bool) -> str:
    name = f"{sample.name}: " if named else ""
    weight = sample.design.get("weight")
    if not weight:
        return f"{name}No weights; all respondents count alike."
    return f"{name}The weight of a person is {_joined(weight)}."


def _errors(settings: Mapping[str, Json]) -> str:
    """How the variance was estimated."""
    said = ["Variance by Taylor linearisation"]
    if isinstance(asked := settings.get("replicates"), Mapping):
        said = [f"Variance by replicates of the weights ({asked.get('method')})"]
    if "interval" in settings:
        said.append(f"intervals of level {settings.get('level')} by {settings['interval']}")
    said.append(_SINGLE_CLUSTER.get(str(settings.get("single_cluster")), ""))
    return f"{'; '.join(part for part in said if part)}."


def _definition(definition: DefinitionText) -> str:
    """A definition with its version and measures."""
    measures = "; ".join(f"{name}: {title}" for name, title in definition.measures)
    return (
        f"{definition.title} ({definition.id}, limits in force on {definition.edition}). "
        f"{definition.about} Measures: {measures}."
    )


def _joined(variables: Sequence[str]) -> str:
    return " and ".join(variables)
