"""Who was sampled: `field/sample.json`, which says what the field still owes."""

from pathlib import Path

import msgspec

from measure87.files.json_file import json_of_file
from measure87.vocabulary.errors import DataError

FILE = "sample.json"


class SampledCase(msgspec.Struct, frozen=True):
    """A household or person that was drawn."""

    case: str
    """As the interviewer enters it in the questions of `Sample.key`, parted by `/`."""
    unit: str = ""
    """The sampled area it lies in."""


class Sample(msgspec.Struct, frozen=True):
    """All cases that were drawn."""

    key: tuple[str, ...]
    """Questions of the main table that together name a case."""
    cases: tuple[SampledCase, ...]
    schema: int = 1


def read_sample(field_folder: Path) -> Sample | None:
    """The sample of a field folder; None where it has none.

    Raises
    ------
    DataError
        If the file is no such file, or a case stands in it twice.
    """
    path = field_folder / FILE
    if not path.is_file():
        return None
    try:
        sample = json_of_file(path, Sample)
    except msgspec.DecodeError as error:
        raise DataError(
            f"{FILE} is no list of a sample: {_without_values(str(error))}",
            code="bad-sample",
            where=FILE,
            hint='write {"schema": 1, "key": ["cluster", "household"], "cases": [{"case": '
            '"12/3", "unit": "12"}]}',
        ) from None
    if len({one.case for one in sample.cases}) < len(sample.cases):
        raise DataError(
            f"{FILE} names a case twice",
            code="case-twice",
            where=FILE,
            hint="each case stands there once",
        )
    return sample


def _without_values(text: str) -> str:
    """What msgspec says is wrong and where; it never repeats a value, only kinds and keys."""
    return text[:200]
