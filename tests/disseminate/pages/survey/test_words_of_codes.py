"""No code reaches a reader without words: each has a text in the English of the report."""

import pytest

from measure87.classify.causes import OTHER_CAUSE
from measure87.define import list_definitions, load_definition
from measure87.define.characteristics import CHARACTERISTICS
from measure87.define.rule import PARENTS_PREFIX
from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.kit.context import definition_text
from measure87.disseminate.pages.kit.wording import texts_in, words
from measure87.disseminate.pages.survey.figure_text import SAID_ELSEWHERE
from measure87.disseminate.pages.survey.items import cause_texts
from measure87.estimate.multiple_lists.methods import MethodOptions
from measure87.estimate.multiple_lists.trust.verdict import REASONS
from measure87.vocabulary.estimate import SUPPRESSED
from tests.disseminate.pages.survey.codes_in_the_source import codes_in_the_source

TEXTS = words("en").texts


@pytest.fixture(scope="module")
def codes():
    """Read once, and not by every process that looks for tests."""
    return codes_in_the_source()


def without(codes, *sections):
    """Codes without a text in any of some sections, with the files that use them."""
    known = set().union(*(TEXTS[section] for section in sections))
    return {code: sorted(files) for code, files in codes.items() if code not in known}


@pytest.mark.slow
def test_the_source_has_the_codes_that_are_known_to_be_there(codes):
    """Guards the search itself: one of each kind, written in each of the ways."""
    assert {"no-cases", "open-interval", "in-brackets", "not-a-probability-sample"} <= set(
        codes.flags
    )
    assert {"few-respondents", "confidential", "side-not-shown"} <= set(codes.reasons)
    assert {"single-cluster-stratum", "thin-class"} <= set(codes.warnings)
    assert {"empty-domain", "questionnaire", "side-by-side"} <= set(codes.refusals)
    assert {"persons", "proportion"} <= set(codes.units)


def test_every_flag_has_a_meaning(codes):
    assert without(codes.flags, "flags", "list_flags_about") == {}


def test_every_flag_that_a_table_shows_has_a_short_word(codes):
    shown = {f: w for f, w in codes.flags.items() if f not in SAID_ELSEWHERE and f != SUPPRESSED}
    assert without(shown, "flags_short", "list_flags") == {}


def test_every_flag_of_lists_that_has_a_meaning_has_a_short_word_for_tables_too():
    """Some are notices of a method, which become flags of its figure."""
    withheld = {SUPPRESSED, "few-respondents", "confidential"}
    assert set(TEXTS["list_flags_about"]) - set(TEXTS["list_flags"]) == withheld


def test_every_reason_for_not_showing_a_figure_has_words_in_tables_and_among_the_flags(codes):
    assert without(codes.reasons, "reasons") == {}
    assert without(codes.reasons, "flags") == {}


def test_every_warning_that_a_result_keeps_has_a_text(codes):
    """A command, a file format, a regression and a standardised rate (which no release has) say to
    their user alone what they left out.

    A sentence that somebody wrote into the mapping, of a reader of files, or about the linkage of
    lists has parts that only they know, and is shown as it is.
    """
    elsewhere = (
        "cli/",
        "collect/linkage/",
        "disseminate/formats/",
        "disseminate/gate/regression",
        "estimate/survey/regression",
        "estimate/survey/standardised",
        "study/kinds.py",
    )
    kept = {
        code: {file for file in files if not file.startswith(elsewhere)}
        for code, files in codes.warnings.items()
    }
    kept = {
        code: files for code, files in kept.items() if files and code not in ("mapping", "reading")
    }
    assert without(kept, "warning_texts", "list_flags_about") == {}


def test_every_refusal_has_a_text(codes):
    assert without(codes.refusals, "refusal_texts") == {}


def test_every_unit_has_words(codes):
    assert without(codes.units, "units") == {}


def causes_of(definition):
    """Every answer, or rule, that can be told as the cause of an unknown status."""
    inputs = [item for rule in definition.rules for item in rule.inputs]
    names = (i.name if i.name.startswith(PARENTS_PREFIX) else i.column for i in inputs)
    return sorted({OTHER_CAUSE, "answered_on_work", *names})


@pytest.mark.parametrize("identity", list_definitions())
@pytest.mark.parametrize("language", languages())
def test_every_cause_of_an_unknown_status_has_words(identity, language):
    definition, spoken = load_definition(identity), words(language)
    rules = definition_text(definition, language).rule_texts
    known = {*spoken.texts["causes"], *spoken.texts["items"], *rules}
    causes = causes_of(definition)
    assert [cause for cause in causes if cause not in known] == []
    assert all(cause_texts(causes, spoken, rules))


def test_the_cause_of_a_rule_is_the_rule_in_words():
    definition = load_definition("forced_labour/ilo_11_indicators")
    rules = definition_text(definition).rule_texts
    (text,) = cause_texts(["job_deception"], words("en"), rules)
    assert text == rules["job_deception"].rstrip(".") != "job deception"


def test_every_characteristic_of_cases_has_a_name_and_so_have_its_codes():
    names = set(CHARACTERISTICS)
    assert names <= set(TEXTS["characteristics"])
    rows = texts_in("en", ("tables",))["rows"]
    lacking = {
        name: set(one.codes) - set(rows.get(name, {}))
        for name, one in CHARACTERISTICS.items()
        if not set(one.codes) <= set(rows.get(name, {}))
    }
    assert lacking == {}


def test_every_setting_of_a_run_has_a_name():
    survey = {"interval", "level", "single_cluster", "replicates"}
    lists = {"methods", *MethodOptions().to_json(), "strata", "draw", "covariates"}
    assert survey | lists <= set(TEXTS["settings"])
    assert MethodOptions().to_json()["bootstrap"] in TEXTS["setting_values"]


def test_every_reason_why_lists_cannot_be_estimated_has_words():
    assert set(REASONS) <= set(TEXTS["list_refusals"])


@pytest.mark.parametrize("identity", list_definitions())
def test_everything_that_a_questionnaire_may_lack_has_words(identity):
    measures = load_definition(identity).measures.values()
    needed = {n for m in measures for n in (*m.required, *(n for g in m.one_of for n in g))}
    assert {name.split(".")[-1] for name in needed} <= set(TEXTS["items"])
