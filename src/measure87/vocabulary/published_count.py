"""A count of persons of the sample that somebody else has published."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class PublishedCount:
    """Persons of the sample, not weighted.

    measure : name of a proportion of the study
    group : variable to code; empty is everybody
    asked, cases : who was asked, with those who gave no answer, and who of them is a case
    unknown : who gave no answer; None where the publication does not say
    """

    measure: str
    group: Mapping[str, str]
    asked: int
    cases: int
    unknown: int | None = None
