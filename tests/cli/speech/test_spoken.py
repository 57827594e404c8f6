"""The program in six languages: what it says differs, what it finds and writes does not."""

import json
import re
import tomllib
from collections import Counter
from textwrap import wrap

import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.cli.speech import catalogue
from measure87.cli.speech.choice import LANGUAGES, language_of_system, speaking
from measure87.cli.speech.of_reports import with_reports
from measure87.cli.speech.pages import page
from measure87.cli.speech.speaker import with_mark
from measure87.simulate import invent_country, write_study_data
from measure87.vocabulary.estimate import Notice, Refusal
from measure87.vocabulary.printed import aligned
from tests.cli.speech import coverage
from tests.study import tiny

NAMED = ("new", "check", "run", "explain", "define list", "define show", "publish", "classify",
         "estimate survey")  # fmt: skip
"""Commands whose help is translated; a new option may be behind for a while."""
USUAL = ("files", "cli", "classify")
"""Rooms whose messages people meet first."""
OTHERS = [code for code in LANGUAGES if code != "en"]
ISOLATES = "[\u2066-\u2069]"


def run(*arguments, **environment):
    given = [str(argument) for argument in arguments]
    return CliRunner().invoke(main, given, env={"LC_ALL": "C.UTF-8", **environment})


def told(done):
    return re.sub(ISOLATES, "", done.output)


def digits(text):
    """How often each digit stands in a text: the numbers, however they are written."""
    return Counter(re.findall(r"\d", text))


def paths(text):
    """Paths in a text: whole where a line was broken at a hyphen, without the end of a sentence."""
    whole = re.sub(r"(?<=\w-)\n\s*", "", text)
    return Counter(one.strip(".") for one in re.findall(r"[\w.-]+(?:/[\w.-]+)+", whole))


def in_every_language(*arguments, others=OTHERS):
    """The same command in each language: the same status, numbers and paths; the texts by code."""
    english = run(*arguments)
    found = {"en": english}
    for language in others:
        found[language] = done = run(*arguments, "--lang", language)
        assert done.exit_code == english.exit_code
        assert digits(told(done)) == digits(told(english)), (arguments, told(done))
        assert paths(told(done)) >= paths(told(english))  # English may end a list with "..."
        assert told(done) != told(english)
    return found


@pytest.mark.parametrize("name", ["", *NAMED])
def test_help_is_in_every_language(name):
    found = in_every_language(*name.split(), "--help")
    assert "Utilisation\u00a0:" in found["fr"].output
    assert "Usage" not in found["ru"].output


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "nowhere"],
        ["new"],
        ["new", "x", "--preset", "nothing"],
        ["new", "x", "--preset", "blank", "--country", "BGX", "--year", "2020"],
        ["new", "x", "--preset", "blank", "--country", "BGD", "--year", "abc"],
        ["chekc", "x"],
        ["define", "show", "child_labour/nothing"],
        ["estimate", "survey", "nowhere.csv", "--measure", "x"],
        ["check", "--nothing"],
    ],
)
def test_what_is_wrong_is_said_in_every_language(tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    found = in_every_language(*arguments)
    for language, mark in (("fr", "Erreur\u00a0:"), ("pt", "Erro:"), ("ru", "Ошибка:")):
        assert found[language].stderr.startswith(mark)


def test_a_study_is_made_in_every_language(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for language in LANGUAGES:
        done = run("new", f"s{language}", "--preset", "lists", "--data", lists(tmp_path),
                   "--language", language, "--lang", language)  # fmt: skip
        assert done.exit_code == 0
        assert f"s{language}" in told(done)
        assert f"measure87 run s{language}" in told(done)


def lists(folder):
    file = folder / "lists.csv"
    file.write_text("a,b,persons\n1,0,90\n0,1,70\n1,1,7\n")
    return file


def test_the_language_may_stand_before_the_command_or_be_that_of_the_system():
    after = run("define", "list", "--help", "--lang", "es").output
    assert run("--lang", "es", "define", "list", "--help").output == after
    assert run("define", "--lang=es", "list", "--help").output == after
    assert run("define", "list", "--help", LC_ALL="es_MX.UTF-8").output == after
    assert run("--lang", "en", "define", "list", "--help", LC_ALL="es_MX.UTF-8").output != after


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "pt_BR.UTF-8"}, "pt"),
        ({"LANG": "fr_FR", "LC_MESSAGES": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "fr_FR", "LC_MESSAGES": "ru_RU", "LC_ALL": "ar"}, "ar"),
        ({"LANG": "es_ES", "LC_ALL": ""}, "es"),
    ],
)
def test_the_system_is_asked_as_posix_has_it(environment, language):
    assert language_of_system(environment) == language


@pytest.mark.parametrize("arguments", [["--lang", "xx"], ["--lang=xx"], ["--lang"]])
def test_a_language_that_there_is_not_is_refused(arguments):
    done = run("define", "list", *arguments)
    assert done.exit_code == 2
    assert "does not speak" in done.stderr
    assert "languages: ar, en, es, fr, pt, ru" in done.stderr


UNSURE = "id;r\u00e9gion;w\n1;\u00e9;1,234\n2;\u00e0;2,345\n"
"""A file that leaves its encoding and the sign of its decimals open."""


@pytest.mark.parametrize("language", OTHERS)
def test_what_a_file_leaves_open_is_asked_whole_and_its_line_can_be_copied(tmp_path, language):
    file = tmp_path / "t.csv"
    file.write_bytes(UNSURE.encode("cp1252"))
    done = run("new", tmp_path / "s", "--preset", "blank", "--data", file, "--country", "ZZZ",
               "--year", "2024", "--lang", language)  # fmt: skip
    assert done.exit_code == 1
    for word in ("either", "be read", "Cyrillic", " or ", "columns", "beside", "any other"):
        assert word not in done.stderr
    (line,) = (one for one in done.stderr.splitlines() if one.startswith("  form"))
    assert tomllib.loads(line) == {"form": {"encoding": "windows-1252", "decimal": ","}}


@pytest.mark.parametrize("language", OTHERS)
def test_warnings_and_refusals_are_said_by_their_codes_as_reports_say_them(language):
    told = Notice(
        code="out-of-range", text="age: fewer than 25 rows outside 0 to 99; ... (age_years).",
        values={"variable": "age", "rows": {"below": 25}, "minimum": 0, "maximum": 99,
                "item": "age_years"},
    )  # fmt: skip
    refused = Refusal(
        name="work", code="no-such-variable", text="the data have no wealth quintile; map a "
        "variable to it", group={"wealth_quintile": "*"},
    )  # fmt: skip
    with speaking(language), with_reports([told, refused]):
        lines = page(f"  {told.text}\n  work: {refused.text}").splitlines()
        assert told.text not in with_mark("Warning", told.text)
    assert "rows outside" not in lines[0]
    assert "wealth" not in lines[1]
    assert "25" in lines[0]
    with speaking("en"), with_reports([told]):
        assert page(told.text) == told.text


def test_two_sentences_at_one_margin_are_not_taken_for_one_of_reports():
    first = "There is no windex5 (wealth quintile); figures by it cannot be made, and this is long."
    text = f"  {first}\n  CL11C of household chores were not asked."
    with speaking("fr"), with_reports():
        assert page(text).splitlines()[0] == f"  {first}"


@pytest.mark.parametrize("language", OTHERS)
def test_how_much_was_asked_is_said_in_the_language(language):
    text = "asked: 10 of 10 circumstances of involuntary work, 7 of 7 means of coercion"
    with speaking(language), with_reports():
        lines = page(f"    {text}\n\nfl: {text}").splitlines()
    assert not any(word in "".join(lines) for word in ("asked", " of ", "coercion", "work"))
    assert digits("".join(lines)) == digits(text * 2)


def test_progress_is_told_in_the_language(capsys):
    from measure87.cli.progress_bar import shown_progress
    from measure87.vocabulary.progress import progress

    with speaking("es"), shown_progress(lines=True):
        progress("Classifying and estimating", 0.3)
    assert "estimaci\u00f3n" in capsys.readouterr().err


def test_json_stays_in_english_with_its_codes():
    done = run("define", "show", "nothing", "--json", "--lang", "fr")
    assert json.loads(done.stdout) == json.loads(run("define", "show", "nothing", "--json").stdout)
    assert "Erreur" in done.stderr


def test_the_program_speaks_as_before_once_a_command_has_ended():
    before = run("define", "list", "--help").output
    run("define", "list", "--help", "--lang", "ru")
    assert run("define", "list", "--help").output == before


def test_a_table_is_laid_out_anew():
    rows = [("measure", "value", "n"), ("work", "12.50", "1,200"), ("x", "suppressed", "")]
    text = "\n".join(aligned(rows, {1, 2}))
    with speaking("es"):
        head, dashes, work, hidden = page(text).splitlines()
    assert dashes == "------  -------------  -----"
    assert head.split() == ["medida", "valor", "n"]
    assert work == "work            12,50  1.200"
    assert hidden == "x       no se muestra"
    with speaking("en"):
        assert page(text) == text


def test_a_wrapped_paragraph_is_put_together_and_wrapped_anew():
    said = (
        "the survey's own, which its study states (--study DIR shows it); the cases here are "
        "written for 5 years"
    )
    text = "\n".join(wrap(f"Reference period: {said}", 80, subsequent_indent="    "))
    with speaking("fr"):
        lines = page(text).splitlines()
    assert lines[0].startswith("Période de référence")
    assert all(line.startswith("    ") for line in lines[1:])
    assert " ".join(line.strip() for line in lines).endswith("écrits pour 5 ans")


def test_sentences_at_one_margin_are_not_taken_for_one():
    first = f"  measures: {', '.join(['a_long_name_of_a_measure'] * 3)}"
    text = f"{first}\n  what nobody translated"
    with speaking("fr"):
        assert page(text).splitlines()[1] == "  what nobody translated"


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_table_of_estimates_is_laid_out_anew(tmp_path, language):
    rows = [{"work": i % 7 == 0, "w": 1 + i % 3, "psu": i // 10, "sex": 1 + i % 2}
            for i in range(200)]  # fmt: skip
    file = tiny.write_csv(tmp_path / "p.csv", [r | {"work": int(r["work"])} for r in rows])
    given = ("estimate", "survey", file or tmp_path / "p.csv", "--measure", "work", "--weight",
             "w", "--cluster", "psu", "--by", "sex")  # fmt: skip
    english, done = run(*given), run(*given, "--lang", language)
    assert done.exit_code == english.exit_code == 0
    assert digits(told(done)) == digits(told(english))
    head, dashes, *_ = told(done).splitlines()
    assert {"fr": "mesure", "ar": "المقياس"}[language] in head
    assert len(head) <= len(dashes)


def test_help_of_what_people_meet_first_is_translated():
    found = coverage.of_help()
    for name in NAMED:
        done, count = found[name]
        assert done >= 0.8 * count, name
    assert all(done for name, (done, count) in found.items())


def test_messages_that_people_meet_first_are_translated():
    found = coverage.of_messages()
    assert sum(found[room][0] for room in USUAL) >= 90
    assert sum(done for done, _ in found.values()) >= 270


def test_english_reads_no_catalogue_and_help_reads_its_own():
    catalogue.texts.cache_clear()
    catalogue.english.cache_clear()
    run("new", "--help")
    assert catalogue.texts.cache_info().currsize == 0
    run("new", "--help", "--lang", "fr")
    assert catalogue.texts.cache_info().currsize == 2  # help of English and of French


def test_a_catalogue_is_read_in_a_moment():
    from time import process_time

    for one in (catalogue.texts, catalogue.english):
        one.cache_clear()
    begun = process_time()
    run("--help", "--lang", "ru")
    assert process_time() - begun < 0.25


@pytest.mark.slow
@pytest.mark.parametrize(
    ("others", "ran"),
    [(["ar", "ru"], ["ar"]), pytest.param(OTHERS, OTHERS, marks=pytest.mark.proof)],
    ids=["two", "all"],
)
def test_check_run_and_show_say_the_same_in_every_language(tmp_path, monkeypatch, others, ran):
    write_study_data(invent_country(3, persons=2_000), tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    made = run("new", "s", "--preset", "mics6", "--data", "data/fs.sav", "--country", "ZZZ",
               "--year", "2019")  # fmt: skip
    assert made.exit_code == 0
    for arguments in (["check", "s"], ["define", "show", "child_labour/sdg_8_7_1"]):
        in_every_language(*arguments, others=others)
    in_every_language("run", "s", others=ran)
