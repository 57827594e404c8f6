"""How records of trafficking cases are coded: IOM's HTCDS; and IC-TIP, whose codes were not seen.

The Human Trafficking Case Data Standard, version 2.0, says which fields a record has and which
values each takes. `htcds.csv` has those that tell persons apart: the values and labels of the
standard's own table of fields (`HTCDS-2.0`), in its spelling, nothing added.

The International Classification for Administrative Data on Trafficking in Persons (IC-TIP), which
the UN Statistical Commission endorsed in March 2025, is named here so that nobody takes another
list for it: its codes could not be had, so there are none.

Source: IOM, HTCDS 2.0, field standards (read; CC BY 4.0). IC-TIP: UN Statistics Division,
Family of classifications, entry 2099 (unseen but for its description).
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from measure87.vocabulary.citation import Cite
from measure87.vocabulary.errors import UsageError

HTCDS, IC_TIP = "HTCDS-2.0", "IC-TIP"
STANDARDS: Mapping[str, Cite] = {
    HTCDS: Cite(HTCDS, at="Field_Standards", seen="printed"),
    IC_TIP: Cite(IC_TIP, at="its categories", seen="unseen"),
}
"""Standards of case records, with how their codes were seen."""
SEVERAL = "several"
"""Stands for more than one value in a field that takes several; not a code of the standard."""
_SEPARATORS = (";", "|")


@dataclass(frozen=True)
class CaseField:
    """One field of a case record.

    Parameters
    ----------
    name : str
        With the prefix of its section: "vic_TypeOfExploitation".
    values : str
        "one" value, or "several" at once.
    labels : mapping
        Code -> the standard's label, in English.
    """

    name: str
    values: Literal["one", "several"]
    labels: Mapping[str, str]

    def code_of(self, text: str) -> str | None:
        """The code that a cell holds, `SEVERAL`, or None where it is none of the field.

        Labels are taken for their codes. Several values are parted by a semicolon or a bar.
        """
        told = [text]
        if self.values == "several":
            for separator in _SEPARATORS:
                told = [part for each in told for part in each.split(separator)]
        codes = [self._one(part.strip()) for part in told if part.strip()]
        if not codes or None in codes:
            return None
        return codes[0] if len(set(codes)) == 1 else SEVERAL

    def _one(self, text: str) -> str | None:
        if text in self.labels:
            return text
        return next((code for code, label in self.labels.items() if label == text), None)


def case_fields(standard: str) -> tuple[CaseField, ...]:
    """The fields of a standard.

    Raises
    ------
    UsageError
        If the standard is not known, or its codes were not seen.
    """
    if standard not in STANDARDS:
        raise UsageError(
            f"{standard!r} is no standard of case records that is known",
            code="unknown-standard",
            hint=f"one of {', '.join(STANDARDS)}",
        )
    if STANDARDS[standard].seen == "unseen":
        raise UsageError(
            f"the codes of {standard} were not seen, so none can be checked or named",
            code="unverified-standard",
            hint=f"use {HTCDS}, or leave `standard` out: codes then stand as the file has them",
        )
    return _htcds()


def case_field(standard: str, column: str) -> CaseField | None:
    """The field that a column is, by its name with or without the prefix, in any case."""
    wanted = column.casefold()
    names = {spelt.casefold(): field for field in case_fields(standard)
             for spelt in (field.name, field.name.partition("_")[2])}  # fmt: skip
    return names.get(wanted)


@cache
def _htcds() -> tuple[CaseField, ...]:
    place = files("measure87.define.classifications").joinpath("htcds.csv")
    rows = list(csv.DictReader(place.read_text("utf-8").splitlines()))
    found = []
    for name in dict.fromkeys(row["field"] for row in rows):
        own = [row for row in rows if row["field"] == name]
        several: Literal["one", "several"] = "several" if own[0]["values"] == "several" else "one"
        found.append(CaseField(name, several, {row["code"]: row["label"] for row in own}))
    return tuple(found)
