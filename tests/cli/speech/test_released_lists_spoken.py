"""What the gate leaves of sentences on lists is said in every language too."""

import pytest

from measure87.cli.speech.speaker import Speaker
from measure87.disseminate.gate.lists.rounding import Rounding
from measure87.disseminate.gate.lists.texts import naming_no_list, safe_sentence
from measure87.disseminate.locale.texts import languages
from measure87.study.lists.text import _counted
from measure87.vocabulary.releases.codec import structure_of
from measure87.vocabulary.releases.lists import StatedPopulation

OTHERS = [language for language in languages() if language != "en"]
SENTENCES = {
    "few-overlaps": "the bound rests on 4 persons, those on exactly two lists",
    "few-on-both": "5 persons are on both lists; the estimate leans low",
    "no-overlap": "none of the 120 persons is on two lists",
    "strata-not-estimable": "of Est, Ouest only the 34 persons observed are counted: the sum is a "
    "lower bound",
    "repel": "the estimate, 1,020, is not above the 1,100 persons observed",
    "list-of-everybody": "list 'A' holds all 120 persons observed; the others add nobody",
    "identical-lists": "lists 'A' and 'B' hold the same 120 persons; if one was copied from the "
    "other, merge them",
    "nested-lists": "all 120 persons on list 'A' are on list 'E' too; if one was made from the "
    "other, or refers everybody to it, merge them",
}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_without_its_count_is_said(code, language):
    rounding = Rounding(1100)
    text = f"chao: stratum s: {SENTENCES[code]}"
    stated = naming_no_list(code, text, "s", rounding)
    left = safe_sentence(stated.removeprefix("chao: stratum s: "), ["A"], rounding)
    assert " some persons observed" not in left
    said = Speaker(language).known(left)
    assert said not in (None, left)
    assert "120" not in said
    assert "'A'" not in said
    assert Speaker(language).known(SENTENCES[code])


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("status", ["referred", "potential,confirmed"])
def test_the_status_of_cases_is_said(status, language):
    keys = ("population", "area", "period", "closed_because", "figure", "not")
    counted = structure_of(StatedPopulation, dict.fromkeys(keys, "x") | {"status": status})
    (line,) = (one for one in _counted(counted) if one.startswith("Status of cases"))
    said = Speaker(language).known(line)
    assert said is not None
    for word in status.split(","):
        assert word not in said.split(":")[1].replace("potenciales", "").replace("potentiels", "")
