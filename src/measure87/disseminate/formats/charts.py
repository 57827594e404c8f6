"""`charts/*`: the charts of a survey's report as SVG and PNG, each with its data as CSV."""

from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.output_format import Format, Output
from measure87.disseminate.pages.survey.chart_files import FOLDER, chart_files, pictures
from measure87.vocabulary.errors import MissingExtraError, RefusedError
from measure87.vocabulary.estimate import Notice, Result
from measure87.vocabulary.releases.lists import ListsDiagnostics


def _write(result: Result, context: ReportContext) -> Output:
    result.require_released()
    if isinstance(result.diagnostics, ListsDiagnostics):
        raise RefusedError(
            "charts of a study of lists are not written as files",
            code="no-chart",
            hint="they stand in its report",
        )
    files = chart_files(result, context)
    if not files:
        none = "charts: no two figures of this release stand on one axis"
        return Output((), (Notice("no-chart", none),))
    try:
        return Output((*files, *pictures(files)))
    except MissingExtraError as error:
        without = f"{FOLDER}/*.png: {error.text}; {error.hint}"
        return Output(tuple(files), (Notice(error.code, without),))


FORMAT = Format(
    name="charts",
    about="The charts of a survey's report as SVG and PNG, each with its data as CSV.",
    write=_write,
    on_request=True,
)
