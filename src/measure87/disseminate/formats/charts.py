"""`charts/*`: the charts of a survey's report as SVG and PNG, each with its data as CSV."""

from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.gate.check import require_released
from measure87.disseminate.output_format import Format, Output
from measure87.disseminate.pages.survey.chart_files import chart_files
from measure87.vocabulary.errors import RefusedError
from measure87.vocabulary.estimate import Notice, Result
from measure87.vocabulary.releases.lists import ListsDiagnostics


def _write(result: Result, context: ReportContext) -> Output:
    require_released(result)
    if isinstance(result.diagnostics, ListsDiagnostics):
        raise RefusedError(
            "charts of a study of lists are not written as files",
            code="no-chart",
            hint="they stand in its report",
        )
    files = chart_files(result, context)
    none = Notice("no-chart", "charts: no two figures of this release stand on one axis")
    return Output(tuple(files), () if files else (none,))


FORMAT = Format(
    name="charts",
    about="The charts of a survey's report as SVG and PNG, each with its data as CSV.",
    write=_write,
    on_request=True,
)
