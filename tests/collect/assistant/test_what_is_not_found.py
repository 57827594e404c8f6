"""No variable is proposed that the file lacks; what was not found is asked for by name."""

import re

import pytest

from measure87.cli.speech.choice import speaking
from measure87.cli.speech.speaker import say
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
    assert "it may be HHNO" in str(caught.value)
    assert "variable" in caught.value.hint


def test_what_is_asked_for_is_said_in_every_language():
    book = Codebook("x", (CodebookVariable("HHNO", "Household number"),), lambda names: False)
    text = proposals_text(propose(book, "en")).replace("confirmed = false", "confirmed = true")
    wanted = [
        *re.findall(r'^ask = "(.*)"$', text, re.MULTILINE),
        "variables that together differ for every person: hhid, pid, wave",
        "cluster, household and line of the child (HH1, HH2 and LN)",
        "weight of the child 5-17 (fsweight)",
        "cluster and household (HH1 and HH2)",
        "age of the selected child (SL9C)",
        "weight of the selected child (slweight), or of the household times SL1 (hhweight)",
        "which texts are yes and which are no: none of them is a known answer",
        "who has a main job, yes and no; without this line everybody has one",
    ]
    for one in wanted:
        mapping = f'schema = 1\n[s.persons.weight]\nask = "{one}"\ncandidates = ["A"]\n'
        with pytest.raises(StudyError) as caught:
            parse_mapping(mapping)
        (asks,) = caught.value.others
        for language in ("fr", "es", "pt", "ar", "ru"):
            with speaking(language):
                assert one not in say(asks.text), (language, one)
                assert say(asks.hint) != asks.hint
    with pytest.raises(StudyError) as caught:
        parse_mapping('schema = 1\n[s.persons.weight]\nask = "our weight"\n')
    with speaking("fr"):
        said = say(caught.value.others[0].text)
    assert said == "s.persons.weight demande\N{NO-BREAK SPACE}: our weight"
