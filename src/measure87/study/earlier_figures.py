"""Reads the figures of an earlier result: what `--json` wrote, or a study's `estimates.json`."""

import json
from pathlib import Path
from typing import Any

from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import SCHEMA, Estimate

_KEYS = (
    "name", "statistic", "method", "definition", "unit", "quantile", "value", "se", "lower",
    "upper", "level", "interval", "n", "n_cases", "df",
)  # fmt: skip


def read_figures(path: Path, *, released: bool = False) -> list[Estimate]:
    """The figures of a result; with `released` only of one that passed the disclosure gate.

    Raises
    ------
    DataError
        If the file is no such result.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["schema"] != SCHEMA:
            raise _no_result(path, f"its schema is {content['schema']!r}")
        if released and content["released"] is not True:
            raise _no_result(path, "it has not passed the disclosure gate")
        return [_figure(item) for item in content["estimates"]]
    except OSError as error:
        raise _no_result(path, error.strerror or "it cannot be read") from error
    except (ValueError, KeyError, TypeError) as error:
        raise _no_result(path, "it is not JSON of a result") from error


def _figure(item: dict[str, Any]) -> Estimate:
    known = {key: item[key] for key in _KEYS if key in item}
    return Estimate(
        **known,
        group=item["group"],
        labels=item.get("labels", {}),
        flags=tuple(item.get("flags", ())),
    )


def _no_result(path: Path, why: str) -> DataError:
    return DataError(
        f"{path.name} is no result of this program: {why}",
        code="no-result",
        where=path.name,
        hint="give what --json wrote, or the estimates.json of a study",
    )
