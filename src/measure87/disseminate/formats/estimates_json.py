"""`estimates.json`: the one result object, as every command gives it with `--json`."""

import json
from collections.abc import Iterator, Mapping

from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.json_text import estimates_json
from measure87.disseminate.manifest import ESTIMATES
from measure87.disseminate.output_format import Format, Output, OutputFile, ReadFigure
from measure87.vocabulary.estimate import Result


def _write(result: Result, context: ReportContext) -> Output:
    return Output((OutputFile(ESTIMATES, estimates_json(result)),))


def _read(files: Mapping[str, bytes]) -> Iterator[ReadFigure]:
    for item in json.loads(files[ESTIMATES])["estimates"]:
        yield ReadFigure(item["name"], item["statistic"], item["group"], item.get("value"))


FORMAT = Format(
    name="json",
    about="Every figure and all that the run says about itself, as one JSON object.",
    write=_write,
    read=lambda files: tuple(_read(files)),
)
