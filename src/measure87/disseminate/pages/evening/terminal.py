"""What an evening found, in the sentences of its page, for whoever reads it on a terminal."""

from dataclasses import dataclass

from measure87.disseminate.pages.evening.content import grouped
from measure87.disseminate.pages.evening.page import PACKAGE
from measure87.disseminate.pages.kit.wording import words_of_page
from measure87.vocabulary.releases.evening import Evening


@dataclass(frozen=True)
class EveningSaid:
    """An evening in the words of one language.

    findings : name of a check, and its sentences as on the page
    not_made : names of the checks that were not made in whole, with commas; empty if there are none
    """

    findings: tuple[tuple[str, tuple[str, ...]], ...]
    not_made: str


def evening_said(evening: Evening, language: str = "en") -> EveningSaid:
    """Findings, and checks that were not made, as the page of that language says them.

    Raises
    ------
    StudyError
        If pages do not speak the language.
    """
    words = words_of_page(language, PACKAGE)
    findings = tuple(
        (_plain(check), tuple(map(_plain, sentences)))
        for check, sentences in grouped(evening, evening.findings, words)
    )
    names = (words.of_code("check", one.name) for one in evening.checks if one.not_made is not None)
    return EveningSaid(findings, _plain(words.commas(names)))


def _plain(text: str) -> str:
    """A text without marks of another language."""
    return str.__str__(text)
