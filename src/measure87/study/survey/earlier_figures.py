"""Reads the figures of an earlier result: what `--json` wrote, or a study's `estimates.json`."""

import json
from dataclasses import dataclass
from pathlib import Path

from measure87.disseminate import settle
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.release_files.reading import result_of, survey_said
from measure87.vocabulary.releases.codec import UnreadableError
from measure87.vocabulary.releases.survey import SurveyDiagnostics


def read_figures(path: Path, *, released: bool = False) -> list[Estimate]:
    """The figures of a result; with `released` only of one that passed the disclosure gate.

    Raises
    ------
    DataError
        If the file is no such result, or a figure in it is none.
    """
    return read_round(path, released=released).figures


@dataclass(frozen=True)
class Round:
    """An earlier result: its figures, and what it says of itself as far as that is known."""

    figures: list[Estimate]
    said: SurveyDiagnostics


def read_round(path: Path, *, released: bool = False) -> Round:
    """The figures of a result and what it says of itself; errors as of `read_figures`."""
    settle(path.parent)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if released and isinstance(content, dict) and content.get("released") is not True:
            raise _no_result(path, "it has not passed the disclosure gate")
        result = result_of(content, only_known=False)
    except OSError as error:
        raise _no_result(path, error.strerror or "it cannot be read") from error
    except (ValueError, RecursionError) as error:
        raise _no_result(path, "it is not JSON of a result") from error
    except UnreadableError as error:
        raise _no_result(path, error.text) from None
    return Round([*result.estimates], survey_said(result))


def _no_result(path: Path, why: str) -> DataError:
    return DataError(
        f"{path.name} is no result of this program: {why}",
        code="no-result",
        where=path.name,
        hint="give what --json wrote, or the estimates.json of a study",
    )
