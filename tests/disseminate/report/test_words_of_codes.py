"""No code reaches a reader without words: each has a text in the English of the report."""

from measure87.disseminate.report.figure_text import SAID_ELSEWHERE
from measure87.disseminate.report.wording import words
from measure87.vocabulary.estimate import SUPPRESSED
from tests.disseminate.report.codes_in_the_source import codes_in_the_source

CODES = codes_in_the_source()
TEXTS = words("en").texts


def without(codes, *sections):
    """Codes without a text in any of some sections, with the files that use them."""
    known = set().union(*(TEXTS[section] for section in sections))
    return {code: sorted(files) for code, files in codes.items() if code not in known}


def test_the_source_has_the_codes_that_are_known_to_be_there():
    """Guards the search itself: one of each kind, written in each of the ways."""
    assert {"no-cases", "open-interval", "in-brackets", "not-a-probability-sample"} <= set(
        CODES.flags
    )
    assert {"few-respondents", "confidential", "side-not-shown"} <= set(CODES.reasons)
    assert {"single-cluster-stratum", "thin-class"} <= set(CODES.warnings)
    assert {"empty-domain", "questionnaire", "side-by-side"} <= set(CODES.refusals)
    assert {"persons", "proportion"} <= set(CODES.units)


def test_every_flag_has_a_meaning():
    assert without(CODES.flags, "flags") == {}


def test_every_flag_that_a_table_shows_has_a_short_word():
    shown = {f: w for f, w in CODES.flags.items() if f not in SAID_ELSEWHERE and f != SUPPRESSED}
    assert without(shown, "flags_short") == {}


def test_every_reason_for_not_showing_a_figure_has_words_in_tables_and_among_the_flags():
    assert without(CODES.reasons, "reasons") == {}
    assert without(CODES.reasons, "flags") == {}


def test_every_warning_that_a_result_keeps_has_a_text():
    """A command and a file format say to their user alone what they left out.

    A sentence about the mapping, or about the linkage of lists, has parts that only they know, and
    is shown as it is.
    """
    elsewhere = ("cli/", "disseminate/formats/", "collect/linkage/")
    kept = {
        code: {file for file in files if not file.startswith(elsewhere)}
        for code, files in CODES.warnings.items()
    }
    kept = {code: files for code, files in kept.items() if files and code != "mapping"}
    assert without(kept, "warning_texts", "list_flags_about") == {}


def test_every_refusal_has_a_text():
    assert without(CODES.refusals, "refusal_texts") == {}


def test_every_unit_has_words():
    assert without(CODES.units, "units") == {}
