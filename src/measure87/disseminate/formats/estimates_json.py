"""`estimates.json`: the one result object, as every command gives it with `--json`."""

import json
from collections.abc import Iterator, Mapping

from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.gate.check import require_released
from measure87.disseminate.json_text import json_text
from measure87.disseminate.manifest import ESTIMATES
from measure87.disseminate.output_format import Format, Output, OutputFile, ReadFigure
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.releases.common import Json


def estimates_json(result: Result) -> str:
    """The text of `estimates.json` for a released result; no NaN, no infinity, no null."""
    require_released(result)
    return json_text(_without_none(result.to_json()))


def _without_none(value: Json) -> Json:
    """The same value without keys that hold nothing: what does not apply is absent."""
    if isinstance(value, dict):
        return {str(key): _without_none(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_without_none(item) for item in value]
    return value


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
