"""No variable is proposed that the file lacks; what was not found is asked for by name."""

import re

import pytest

from measure87.collect import parse_mapping
from measure87.collect.assistant import Codebook, CodebookVariable, proposals_text, propose
from measure87.collect.assistant.terms import LANGUAGES
from measure87.vocabulary.errors import StudyError
from tests.collect.codebooks_read import codebook, offices, traps

_NAMED = re.compile(r'(?:variable|question) = ("[^"]*")|(?:variables|candidates) = (\[[^\]]*\])')


def books(language):
    yield codebook(language)[0]
    yield traps(language)[0]
    for name in ("jobs.csv", "jobs_later.csv"):
        yield from (book for book, _ in offices(name, language))


def named(text):
    """Variables that a text names, in its entries and in its comments."""
    for one, several in _NAMED.findall(text):
        yield from re.findall(r'"([^"]*)"', one or several)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_variable_is_named_that_the_file_lacks(language):
    for book in books(language):
        text = proposals_text(propose(book, language))
        there = {variable.name for variable in book.variables}
        assert set(named(text)) - {"..."}
        assert set(named(text)) <= there | {"..."}
        for kept in (len(book.variables) // 2, 1):
            part = Codebook("part", book.variables[:kept])
            names = set(named(proposals_text(propose(part, language))))
            assert names <= {variable.name for variable in part.variables} | {"..."}


def test_what_was_not_found_is_asked_for_by_name_with_candidates():
    book = Codebook("x", (CodebookVariable("HHNO", "Household number"),), lambda names: False)
    text = proposals_text(propose(book, "en")).replace("confirmed = false", "confirmed = true")
    with pytest.raises(StudyError) as caught:
        parse_mapping(text)
    assert caught.value.code == "asked"
    assert "survey.persons.person_id" in caught.value.text
    assert "it may be HHNO" in caught.value.text
    assert "variable" in caught.value.hint
