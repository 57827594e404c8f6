"""Sentences that the program wrote of a run are said in the language of the report."""

import re
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from measure87.combine.aggregation.coverage import CoverageRule, support_rule
from measure87.combine.model.country_blocks import SCALE_PRIORS, SET_SCALES
from measure87.combine.validation.gather_answers import ANSWERS
from measure87.combine.validation.gather_facts import RunFacts
from measure87.disseminate.locale.completeness import placeholders
from measure87.disseminate.locale.marked import Foreign, Marked
from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.world import write_world
from measure87.disseminate.pages.world.rows import RefusalRow
from measure87.disseminate.pages.world.trust_parts import (
    convergence_rows,
    gather_rows,
    prior_rows,
    reason_of,
)
from measure87.disseminate.pages.world.warnings import sentence_said, warning_said
from measure87.disseminate.pages.world.world_words import world_words
from measure87.vocabulary.releases.codec import plain
from measure87.vocabulary.releases.world import GatherAnswer, StatedSentence
from tests.disseminate.pages.world.invented_account import about, gather
from tests.disseminate.pages.world.invented_world import InventedWorld

OTHERS = [code for code in languages() if code != "en"]
WORLD = InventedWorld(countries=12, years=(2020,))
VALUES = {
    "measure": WORLD.measures[0], "source": "mics", "years": 10, "percent": 50.0, "fewest": 3,
    "persons": 2000.0, "deff": 1.5, "days": 400.0, "log_sd": 0.5, "mean": -0.2, "sd": 0.35,
    "why": "of a study", "repeats": 12, "close": 11, "totals": 3, "n": 24, "overall": 0.4,
    "largest": 0.9, "leaning": 0.01, "place": "Eastern Africa", "year": "2020", "count": 2,
    "least": 60.0, "first": -4.0, "second": 3.0, "r_hat": 1.0028, "effective": 834, "divergent": 7,
    "all": 5, "countries": ["BGD", "NPL"],
}  # fmt: skip
CODES = list(world_words("en").codes_of("world_sentences"))


def stated(code):
    """A sentence of each code, in English as the locale says it."""
    english = world_words("en")
    named = placeholders(english.codes_of("world_sentences")[code])
    values = {name: VALUES[name] for name in named}
    written = values | ({"countries": "BGD, NPL"} if "countries" in values else {})
    text = english.text(f"world_sentences.{code}", **written)
    return StatedSentence(code=code, text=str(text), values=values)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("code", CODES)
def test_each_sentence_is_said_in_the_language_with_all_its_values(language, code):
    own, sentence = world_words(language), stated(code)
    said = warning_said(sentence, about(WORLD), own)
    assert not isinstance(said, Foreign)
    text = said.plain if isinstance(said, Marked) else str(said)
    assert "{" not in text
    assert text != sentence.text
    for value in (sentence.values or {}).values():
        if isinstance(value, int):
            assert own.number(value) in text
    if "source" in (sentence.values or {}):
        assert own.of_code("world_sources", "mics") in text


def test_somebody_s_own_reason_stays_marked():
    said = warning_said(stated("source-bias"), about(WORLD), world_words("fr"))
    assert '<bdi lang="en">of a study</bdi>' in said.__html__()


@pytest.mark.parametrize(
    ("value", "written"), [(2000.0, "2\u202f000"), (0.35, "0,35"), (1e-05, "0,00001")]
)
def test_a_number_keeps_its_digits(value, written):
    sentence = StatedSentence(code="assumed-sample", text="-", values={"persons": value})
    assert written in warning_said(sentence, about(WORLD), world_words("fr"))


def test_a_sentence_that_the_program_did_not_write_stays_as_it_is():
    run = about(WORLD, sentences=[{"code": "no-such", "text": "Of another version."}])
    for text in ("Of another version.", "Of the author."):
        said = sentence_said(text, run, world_words("fr"))
        assert (str(said), said.lang) == (text, "en")
        assert sentence_said(text, run, world_words("en")) == text


GUIDELINES = "Guidelines for Accurate and Transparent Health Estimates Reporting"
ENGLISH = re.compile(r"\b(the|and|with|is|are|of)\b")


@pytest.mark.parametrize("language", OTHERS)
def test_rules_assumptions_and_the_lack_of_a_trend_have_no_english_sentence(language, tmp_path):
    assumed = [stated(code) for code in CODES if code not in ("no-trend", "support-rule-near")]
    assumed = [one for one in assumed if "why" not in (one.values or {})]
    rules, trend = [CoverageRule().sentence(), support_rule(10)], stated("no-trend")
    run = about(
        WORLD,
        language=language,
        coverage_rules=[one.text for one in rules],
        assumptions=[one.text for one in assumed],
        trend={"estimated": False, "text": trend.text},
        sentences=[
            {"code": one.code, "text": one.text, "values": one.values}
            for one in (*rules, *assumed, trend)
        ],
    )
    write_world(tmp_path / "out", WORLD.tables(), run, gather())
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    marked = re.findall(r'<bdi lang="en">(.*?)</bdi>', page)
    ours = [one for one in marked if one.startswith(tuple(s.text[:30] for s in assumed))]
    assert ours == []
    for one in (*rules, *assumed, trend):
        assert one.text not in page, one.code
    own = re.sub(r'<bdi lang="en">.*?</bdi>|<style>.*?</style>', "", page, flags=re.DOTALL)
    words = ENGLISH.findall(re.sub(r"<[^>]*>", " ", own).replace(GUIDELINES, ""))
    assert words == []


LACKING = stated("too-few-people")
REFUSED = RefusalRow(
    measure="work", place_kind="region", place="EAST", code="coverage", text=LACKING.text
)


@pytest.mark.parametrize("language", OTHERS)
def test_a_refusal_by_the_rule_of_coverage_has_its_share_and_place(language):
    own = world_words(language)
    run = about(WORLD, sentences=[plain(LACKING)])
    said = reason_of(REFUSED, run, own)
    assert not isinstance(said, Foreign)
    assert str(own.place("", "Eastern Africa", "region")) in said
    for number in ("2020", "50", "60"):
        assert number in said
    unknown = reason_of(REFUSED, about(WORLD), own)
    assert (str(unknown), unknown.lang) == (LACKING.text, "en")


def test_english_shows_the_refusal_as_the_run_wrote_it():
    nobody = replace(REFUSED, code="no-people", text="East has no people of that sex and age")
    for row in (REFUSED, nobody):
        assert (
            reason_of(row, about(WORLD, sentences=[plain(LACKING)]), world_words("en")) == row.text
        )
    said = reason_of(nobody, about(WORLD), world_words("fr"))
    assert said == world_words("fr").of_code("world_refusals", "no-people")


@pytest.mark.parametrize("language", languages())
def test_every_scale_of_the_model_has_a_name(language):
    named = world_words(language).codes_of("world_parameters")
    scales = {f"{name}_scale" for name in SCALE_PRIORS} | (SET_SCALES.keys() - {"adjustment"})
    assert scales <= named.keys()
    assert len(set(named.values())) == len(named)


@pytest.mark.parametrize("language", languages())
def test_priors_and_convergence_are_said_in_the_language(language):
    prior, chains = stated("prior-half-normal"), stated("convergence")
    measure = WORLD.measures[0]
    run = about(
        WORLD,
        priors=[
            {"what": "region_scale", "prior": prior.text, "why": "docs/methods/world-model.md"}
        ],
        convergence={measure: chains.text},
        sentences=[plain(prior), plain(chains)],
    )
    content, own = SimpleNamespace(about=run), world_words(language)
    ((what, said, _),) = prior_rows(content, own)
    ((of, found),) = convergence_rows(content, own)
    if language == "en":
        assert (what, said, found) == ("region_scale", prior.text, chains.text)
        assert of == measure.replace("_", " ")
        return
    assert what == own.of_code("world_parameters", "region_scale")
    assert of == own.label(run.measures[0])
    assert not any(isinstance(one, Foreign) for one in (what, said, found))
    assert own.number(834) in found


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("number", [8, 10, 15, 16])
def test_an_answer_of_the_program_alone_is_said_in_the_language(language, number):
    """The answers are those that a run writes, not copies of them."""
    facts = RunFacts(measures=(("a", "A", "b"),), figures_used=3, model="A model.", level=0.975)
    answer = ANSWERS[number](facts)
    own, run = world_words(language), about(WORLD, level=0.975)

    def said(text):
        one = GatherAnswer(number=number, item="?", answer=text, status="answered")
        ((_, _, found, _),) = gather_rows(SimpleNamespace(about=run, gather=[one]), own)
        return found

    found, more = said(answer), said(f"{answer} May not be shared: a file.")
    assert (found == answer) == (language == "en")
    assert not isinstance(found, Foreign)
    assert isinstance(more, Foreign) == (language != "en")
    assert set(re.findall(r"[\w/-]+\.(?:csv|json|parquet|md)", answer)) <= set(
        re.findall(r"[a-zA-Z/_-]+\.(?:csv|json|parquet|md)", found)
    )
    if number == 16:
        assert own.number(97.5, 1) in found
