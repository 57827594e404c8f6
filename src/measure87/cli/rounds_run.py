"""`measure87 estimate difference`: two results, their figures compared."""

import json
from pathlib import Path
from typing import Any

from measure87.estimate.survey import differences_of_rounds
from measure87.files import sha256_of
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import SCHEMA, Estimate, Result
from measure87.vocabulary.provenance import Provenance

COMMAND = "estimate difference"
_KEYS = (
    "name", "statistic", "method", "definition", "unit", "quantile", "value", "se", "lower",
    "upper", "level", "interval", "n", "n_cases", "df",
)  # fmt: skip


def compare_rounds(later: Path, earlier: Path) -> Result:
    """Every figure of a later result less the same figure of an earlier one."""
    found = differences_of_rounds(read_figures(later), read_figures(earlier), earlier.name)
    if not found.estimates and not found.refused:
        raise DataError(
            "the two results have no figure in common",
            code="nothing-in-common",
            where=f"{later.name}, {earlier.name}",
            hint="figures are the same if name, statistic and group are the same",
        )
    return Result(
        COMMAND,
        (),
        found.refused,
        provenance=Provenance(
            inputs={
                f"later: {later.name}": f"sha256:{sha256_of(later)}",
                f"earlier: {earlier.name}": f"sha256:{sha256_of(earlier)}",
            }
        ),
        differences=found.estimates,
    )


def read_figures(path: Path) -> list[Estimate]:
    """The figures of a result as `--json` and `estimates.json` write it.

    Raises
    ------
    DataError
        If the file is no such result.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["schema"] != SCHEMA:
            raise _no_result(path, f"its schema is {content['schema']!r}")
        return [_figure(item) for item in content["estimates"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
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
