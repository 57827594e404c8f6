"""`ddi.xml`: the study in DDI Codebook 2.6, with nothing that readers of 2.5 do not know.

Study description (title, country, year, population, sample design, weights, errors), the
files and the variables that were used with their labels and categories, and the definitions
of which there are figures, with their versions. No data, no frequencies, no figures. What the
study does not say (who collected the data, how, who pays) is left out, not guessed.

Source: DDI Alliance, DDI Codebook 2.6, XML schema (printed).
"""

import xml.etree.ElementTree as ET
from dataclasses import replace

from measure87.disseminate.definition_texts import DefinitionText, ReportContext
from measure87.disseminate.formats.ddi.study import describe_study
from measure87.disseminate.formats.ddi.variables import describe_files
from measure87.disseminate.only_of_surveys import refuse_lists
from measure87.disseminate.output_format import Format, Output, OutputFile
from measure87.files.ddi_elements import NAMESPACE, add
from measure87.vocabulary.errors import RefusedError
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.release_files.reading import study_of, survey_said
from measure87.vocabulary.releases.survey import SurveyStudy

NAME = "ddi.xml"
_NEEDED = ("title", "country", "year", "population", "samples")


def codebook(result: Result, context: ReportContext) -> str:
    """The text of `ddi.xml`.

    Parameters
    ----------
    result
        Released; it says what the study is and what its samples are.
    context
        The definitions of the figures.

    Raises
    ------
    RefusedError
        If the release does not say what the survey was.
    """
    result.require_released()
    refuse_lists(result)
    study = _study_of(result)
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(f"{{{NAMESPACE}}}codeBook", {"version": "2.6"})
    _describe_document(root, study, result.provenance.version)
    describe_study(root, study, _measured(result, context), result.provenance.settings)
    describe_files(root, study.samples)
    ET.indent(root, " ")
    text = ET.tostring(root, encoding="unicode", xml_declaration=False)
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{text}\n"


def _study_of(result: Result) -> SurveyStudy:
    """What the survey was; refused where a release, of whatever kind, does not say it."""
    study = survey_said(result).study
    told = study or study_of(result)
    missing = [name for name in _NEEDED if not getattr(told, name, None)]
    if study is None or missing:
        raise RefusedError(
            f"the release does not say what the survey was: no {', '.join(missing)}",
            code="nothing-to-describe",
            hint="run it as a study",
        )
    return study


def _measured(result: Result, context: ReportContext) -> list[DefinitionText]:
    """The definitions of which there is a figure, shown or not, each with the measures of such.

    A study may ask for what its questionnaire cannot answer; a catalogue would take it as measured.
    """
    figures = {(one.definition, one.name) for one in result.estimates}
    found = [
        replace(one, measures=[each for each in one.measures if (one.id, each[0]) in figures])
        for one in context.definitions
    ]
    return [one for one in found if one.measures]


def _describe_document(root: ET.Element, study: SurveyStudy, version: str) -> None:
    """What this document itself is."""
    citation = add(add(root, "docDscr"), "citation")
    add(add(citation, "titlStmt"), "titl", f"Codebook of {study.title}")
    add(add(citation, "prodStmt"), "software", "measure87", version=version)


def _write(result: Result, context: ReportContext) -> Output:
    return Output((OutputFile(NAME, codebook(result, context)),))


FORMAT = Format(
    name="ddi",
    about="The survey and the variables used in DDI Codebook 2.6, for survey catalogues.",
    write=_write,
)
