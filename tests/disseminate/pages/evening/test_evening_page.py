"""The evening page and its workbook, in every language, without a browser."""

import ast
import io
import re
import tomllib
import zipfile
from pathlib import Path

import openpyxl
import pytest

import measure87.collect.quality.checks as checks
import measure87.disseminate.pages.evening as evening
from measure87.collect.quality.register import CHECKS
from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.evening import evening_page, evening_workbook
from measure87.vocabulary.errors import StudyError
from tests.disseminate.pages.evening.an_evening import CALLS, SAID, an_evening, label

ENGLISH = tomllib.loads((Path(evening.__file__).parent / "locale" / "en.toml").read_text("utf-8"))


def texts_of(page):
    """What a page shows, without markup."""
    return re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))


def sheets_of(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [[c.value for c in row] for row in sheet.rows] for sheet in book}


@pytest.mark.parametrize("language", languages())
def test_every_sentence_stands_on_the_page(language):
    page = evening_page(an_evening(), language)
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page
    for word in ("⟦age⟧", "⟦debt⟧", "⟦EA1⟧"):
        assert word in page
    assert "{" not in texts_of(page), "a value was not put in"


def test_in_english_sentences_say_what_was_found():
    said = texts_of(evening_page(an_evening()))
    for sentence in (
        "Interviewer C: 20% of answers are “not known”, 1.2% with the others.",
        "Whipple’s index is 181; above 125 ages are rough.",
        "Interviewer K: 11.3 seconds for an answer, 48.7 with the others.",
        "55% of the variance lies between interviewers, the interval being 40% – 73%.",
        "were all in order, one evening in 100 would have such a line.",
        "have a chance of 1% to raise one alarm or more",
    ):
        assert sentence in said, sentence


def test_every_sentence_of_every_check_has_words_and_no_other():
    keys = set()
    for one in CHECKS:
        path = Path(checks.__path__[0]) / f"{one.name}.py"
        keys |= {f"{one.name}_{said}" for said in says_in(path.read_text("utf-8"))}
    assert keys == set(ENGLISH["says"]) == set(SAID)
    names = {one.name for one in CHECKS}
    assert names == set(ENGLISH["check"]) == set(ENGLISH["looks_for"])


def says_in(source):
    """Sentences that a check names: `says=` of findings, and names told beside counts."""
    known = set(ENGLISH["says"])
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg == "says":
            if isinstance(node.value, ast.JoinedStr):
                found |= spelled(node.value, known, source)
            elif isinstance(node.value, ast.Constant):
                found.add(node.value.value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            name = re.search(r'NAME = "(\w+)"', source)[1]
            if f"{name}_{node.value}" in known:
                found.add(node.value)
    return {one for one in found if one and not one.endswith("_")}


def spelled(joined, known, source):
    """Sentences with a part that is put in: all that begin so."""
    start = joined.values[0].value
    name = re.search(r'NAME = "(\w+)"', source)[1]
    return {key[len(name) + 1 :] for key in known if key.startswith(f"{name}_{start}")}


def test_reasons_have_words():
    source = "".join(path.read_text("utf-8") for path in Path(checks.__path__[0]).glob("*.py"))
    told = set(re.findall(r'not_made="([\w-]+)"', source))
    told |= set(re.findall(r'not_made=\w[^"\n]*else "([\w-]+)"', source))
    told |= set(re.findall(r'not_made="([\w-]+)" if', source))
    assert told <= set(ENGLISH["why_not"])


def test_a_quiet_evening_says_so():
    page = texts_of(evening_page(an_evening(findings=())))
    assert "Nothing needs action tonight." in page
    assert "No case waits for another visit." in page


def test_an_evening_with_next_to_nothing_has_a_page():
    parts = ("findings", "interviewers", "progress", "items", "variance", "heaping", "back_checks",
             "versions", "checks")  # fmt: skip
    bare = an_evening(interviews=0, corrections=None, **dict.fromkeys(parts, ()))
    for language in languages():
        assert evening_page(bare, language)
        assert evening_workbook(bare, (), language)


def test_words_of_the_form_are_escaped_and_marked_with_their_language():
    tricky = an_evening(labels={"debt": {"sw": "<script>alert(1)</script>"}, "age": label("age")})
    page = evening_page(tricky, "fr")
    assert "<script" not in page
    assert '<bdi lang="sw">&lt;script&gt;' in page


def test_the_page_asks_no_network_and_runs_no_script():
    page = evening_page(an_evening())
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")
    assert "<script" not in page


def test_a_language_that_there_is_not_is_refused():
    with pytest.raises(StudyError):
        evening_page(an_evening(), "xx")


@pytest.mark.parametrize("language", languages())
def test_calls_name_no_interviewer_and_interviewers_no_case(language):
    found = sheets_of(evening_workbook(an_evening(), CALLS, language))
    act, calls, interviewers, _ = found.values()
    assert [row[0] for row in calls[1:]] == ["12/3", "=cmd|' /C calc'!A0"] or [
        row[0] for row in calls[1:]
    ] == ["=cmd|' /C calc'!A0", "12/3"]
    assert all("uuid" not in str(cell) for row in (*act, *interviewers) for cell in row)
    assert not {"A", "B", "T"} & {str(cell) for row in calls for cell in row}
    assert [row[:2] for row in interviewers[-2:]] == [["A", 25], ["B", 7]]
    assert interviewers[-1][2] is None, "shares from twenty interviews on"


def test_a_case_has_all_its_reasons_in_one_row():
    calls = sheets_of(evening_workbook(an_evening(), CALLS))["Calls"]
    assert [row[2] for row in calls if row[0] == "12/3"] == [
        "Interviews outside of their area; “⟦age⟧”: numbers far from all others"
    ]


def test_the_workbook_has_no_formula_and_the_same_bytes_again():
    content = evening_workbook(an_evening(), CALLS)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
        assert len(sheets) == 4
        for name in sheets:
            assert b"<f>" not in archive.read(name)
    assert content == evening_workbook(an_evening(), CALLS)


@pytest.mark.parametrize("language", languages())
def test_every_sentence_of_a_call_begins_with_what_is_counted(language):
    """The list of calls says a sentence up to its count, so each needs words before it."""
    of_cases = {
        "consent_without", "progress_not_sampled", "second_visits_again", "duplicate_keys_twice",
        "duplicate_keys_nameless", "near_identical_pairs", "versions_old", "times_of_day_backward",
        "times_of_day_overlap", "times_of_day_night", "short_interviews_short", "gps_outside",
        "outliers_far",
    }  # fmt: skip
    path = Path(evening.__file__).parent / "locale" / f"{language}.toml"
    says = tomllib.loads(path.read_text("utf-8"))["says"]
    for key in of_cases:
        head = says[key].partition("{count}")[0]
        assert head.rstrip().endswith(":"), (key, head)
        assert len(head) > 10
