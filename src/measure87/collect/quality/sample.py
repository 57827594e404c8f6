"""Who was sampled: `field/sample.json`, which says what the field still owes."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from measure87.collect.whole_numbers import whole_number
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
    _refuse_twice(sample)
    return sample


def as_entered(sample: Sample, are_numbers: Sequence[bool]) -> Sample:
    """The sample with its cases as the form stores them: a number has no zeros before it.

    Parameters
    ----------
    are_numbers : for each question of the key whether its answer is a whole number

    Raises
    ------
    DataError
        If two cases become one.

    >>> frame = Sample(("cluster", "household"), (SampledCase("0012/A03", "0012"),))
    >>> as_entered(frame, [True, False]).cases[0]
    SampledCase(case='12/A03', unit='0012')
    """
    cases = [
        msgspec.structs.replace(one, case=_entered(one.case, are_numbers)) for one in sample.cases
    ]
    found = msgspec.structs.replace(sample, cases=tuple(cases))
    _refuse_twice(found)
    return found


def _entered(case: str, are_numbers: Sequence[bool]) -> str:
    parts = case.split("/")
    if len(parts) != len(are_numbers):
        return case
    pairs = zip(parts, are_numbers, strict=True)
    return "/".join(whole_number(part) if number else part for part, number in pairs)


def _refuse_twice(sample: Sample) -> None:
    if len({one.case for one in sample.cases}) < len(sample.cases):
        raise DataError(
            f"{FILE} names a case twice",
            code="case-twice",
            where=FILE,
            hint="each case stands there once",
        )


def _without_values(text: str) -> str:
    """What msgspec says is wrong and where; it never repeats a value, only kinds and keys."""
    return text[:200]
