"""Tables and findings that commands print are said line by line in every language.

The lines are what the commands print, not written here: one that its room changes is not found any
more, and stays as it was.
"""

import re
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.cli.collect_check import _lines
from measure87.cli.linkage import _text as linked_text
from measure87.cli.panel import _text as panel_text
from measure87.cli.simulate import _text as country_text
from measure87.cli.speech.choice import ENGLISH, LANGUAGES, speaking
from measure87.cli.speech.of_reports import with_reports
from measure87.cli.speech.pages import page
from measure87.cli.speech.speaker import speaker
from measure87.disseminate.locale.texts import read_part, section_of
from measure87.disseminate.pages.evening import evening_said
from measure87.library.simulated_tables import _shown
from measure87.study.forms.comparison_text import comparison_lines
from measure87.study.forms.support import support_lines
from measure87.study.survey.check import _asked
from measure87.study.survey.memory import memory_text
from measure87.vocabulary.instrument import AskedOf
from tests.disseminate.pages.evening.an_evening import an_evening

OTHERS = [code for code in LANGUAGES if code != ENGLISH]
STRATA = "stratum,population,share,domain\nnorth,1000,0.01,a\nsouth,20000,0.05,a\nfar off,9,1,b\n"
PLAN = ["--prevalence-percent", "3", "--icc", "0.05", "--asked", "20"]


def printed(*arguments):
    """What a command prints in English."""
    done = CliRunner().invoke(main, ["design", *map(str, arguments)], env={"LC_ALL": "C.UTF-8"})
    assert done.exit_code == 0, done.output
    return done.stdout.rstrip("\n")


LACKING = """\
Refused:
  the questionnaire has no worst_form_3a, worst_form_3b, worst_form_3c
    worst_forms_other_icls
  the questionnaire has no wealth quintile
    child_labour_icls, child_labour_sdg_a"""


@pytest.mark.parametrize("language", OTHERS)
def test_what_a_questionnaire_lacks_stays_on_its_line(language):
    """The first line is as long as one that was wrapped, and the next stands farther in."""
    with speaking(language):
        said = page(LACKING).split("\n")
    assert [line.strip() for line in said[2::2]] == [
        "worst_forms_other_icls", "child_labour_icls, child_labour_sdg_a",
    ]  # fmt: skip
    assert not set(said[1::2]) & set(LACKING.split("\n"))
    assert "worst_form_3a, worst_form_3b, worst_form_3c" in said[1]


@pytest.mark.parametrize("language", OTHERS)
def test_items_that_were_not_asked_are_said_as_reports_have_them(language):
    asked = AskedOf("involuntary", "Involuntary work", ("CO5",), ("IN1", "IN2", "IN9"), 1)
    with speaking(language), with_reports():
        said = page("\n".join([*_asked({"fl": [asked]})][1:])).split("\n")
    own = section_of(read_part(language, "items"), "items")
    assert len(said) == 3
    for line, item in zip(said, ("IN1", "IN2", "IN9"), strict=True):
        assert item in line
        assert own[item][1:] in line
        assert "not asked" not in line


def people(count):
    """Persons of clusters of 20, in two areas."""
    return pl.DataFrame(
        {
            "id": range(count),
            "ea": [i // 20 for i in range(count)],
            "forced": [int(i % 37 == 0) for i in range(count)],
            "area": ["far off" if i % 2 else "north" for i in range(count)],
            "size": [9] * count,
        }
    )


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """What commands of `design` print, by their names."""
    folder = tmp_path_factory.mktemp("design")
    (folder / "strata.csv").write_text(STRATA)
    people(400).write_csv(folder / "people.csv")
    allocated = ["allocate", folder / "strata.csv", "--proportion", "share", "--domain", "domain"]
    drawn = ["select", folder / "people.csv", "--n", 10, "--seed", 1, "--id", "id"]
    return {
        "allocate": printed(*allocated, "--method", "neyman", "--n", 30),
        "bethel": printed(*allocated, "--method", "bethel", "--cv", 0.3, "--domain-cv", 0.9),
        "select": printed(*drawn, "--method", "srs"),
        "strata": printed(*drawn, "--method", "cube", "--strata", "area", "--balance", "size"),
        "size": printed("size", *PLAN, "--half-width-points", 3, "--cost-per-cluster", 4000,
                        "--cost-per-asked", 15),
        "power": printed("power", *PLAN, "--clusters", 30, "--before-percent", 2),
        "simulate": printed("simulate", *PLAN, "--clusters", 10, "--population",
                            folder / "people.csv", "--outcome", "forced", "--cluster", "ea",
                            "--draws", 9),
    }  # fmt: skip


@pytest.mark.parametrize("language", OTHERS)
def test_tables_of_plans_and_samples_are_said_line_by_line(tables, language):
    for name, text in tables.items():
        lines = text.split("\n")
        with speaking(language):
            said = page(text).split("\n")
        assert len(said) == len(lines), name
        kept = [line for line, own in zip(lines, said, strict=True) if line.strip() == own.strip()]
        assert not [line for line in kept if has_words(line)], name
        assert digits("".join(said)) == digits(text), name


def has_words(line):
    """Whether a line of a table has more than the name of a stratum and numbers."""
    return bool(re.search(r"[^\W\d_]", re.sub(r"^(north|south|far off) ", "", line)))


def digits(text):
    return Counter(re.findall(r"\d", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_an_evening_found_is_said_in_the_sentences_of_its_page(language):
    evening = an_evening()
    said = evening_said(evening, language)
    assert sum(len(sentences) for _, sentences in said.findings) == len(evening.findings)
    lines = [*_lines(evening, said), "", "in eve/field/evening: evening.html, evening.json"]
    with speaking(language):
        shown = page("\n".join(lines)).split("\n")
    assert shown[2:-3] == lines[2:-3], "a sentence of the page is shown as it is"
    changed = [line != own for line, own in zip(lines, shown, strict=True)]
    outer = [*changed[:2], *changed[-3:]]
    assert outer == [language != ENGLISH and bool(line) for line in (*lines[:2], *lines[-3:])]
    assert digits("".join(shown)) == digits("".join(lines))


def test_names_of_strata_and_variables_stay_as_they_are(tables):
    with speaking("ru"):
        said = page(tables["allocate"])
    assert said.count("far off") == 1
    assert "коэффициент вариации share в b:" in said


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("12,345 euro", "12\u202f345 euro"),
        ("1,234.50", "1\u202f234,50"),
        ("6.2e-16", "6,2e-16"),
        ("12,345 of", "12\u202f345 of"),
        ("version 1.5", "version 1.5"),
        ("1.5.2", "1.5.2"),
        ("<0.0001", "<0,0001"),
        ("hours (mean)", "hours (moyenne)"),
        ("hours (quantile 0.5)", "hours (quantile 0,5)"),
        ("work (bic)", "work (bic)"),
    ],
)
def test_a_number_in_a_cell_is_written_as_the_language_writes_it(cell, said):
    assert speaker("fr").cell(cell) == said


def test_figures_of_draws_have_no_exponent():
    assert [_shown(x) for x in (0.0, 5e-8, 0.67891, 97.23, 2000.0, 1.5e7)] == [
        "0", "below 0.001", "0.6789", "97.23", "2,000", "15,000,000"
    ]  # fmt: skip


FORM = SimpleNamespace(name="a", form=SimpleNamespace(id="f1", version="3", country="ZZZ"))
VERDICTS = ("comparable", "differs", "not-in-first", "not-in-second", "in-neither")
BOUNDS = SimpleNamespace(lower=0.1, upper=0.2)
COST = SimpleNamespace(question="age", label="Age?", fills=["persons.age_years"], refused=["m1"],
                       widened=[SimpleNamespace(measure="m2", before=BOUNDS, after=BOUNDS)],
                       untold=["m3"], is_nothing=False)  # fmt: skip
SHARE = SimpleNamespace(value=0.987, lower=0.9, upper=0.999)
AT = SimpleNamespace(threshold=0.5, pairs=1234, expected_precision=0.98, expected_recall=None,
                     precision=SHARE, recall=SHARE)  # fmt: skip
LINKED = SimpleNamespace(persons=(110, 123.4, 1340), records={"a": 100}, draws=100,
                         expected_recall=0.85, uncompared=0.02, thresholds=[AT], precision=None,
                         recall=None)  # fmt: skip
SUPPORT = SimpleNamespace(form_id="f1", measures=["m1"], persons=2147, seed=1, others=48,
                          unsupported=["m4"], unsimulated=["m5"],
                          costs=[COST, SimpleNamespace(**{**vars(COST), "untold": [],
                                                          "refused": [], "widened": [],
                                                          "is_nothing": True})])  # fmt: skip


def compared_forms():
    found = [SimpleNamespace(verdict=one, measure="d/m1", missing=["persons.sex"], differences=[])
             for one in VERDICTS]  # fmt: skip
    return comparison_lines(FORM, FORM, tuple(found))


def country_made():
    """What is printed of an invented country, without the files that were written."""
    truth = {"population": {"persons": 12345, "children_5_17": 3000, "households": 2400},
             "sample": {"persons": 1234, "households": 300, "clusters": 30,
                        "children_drawn": 288}}  # fmt: skip
    country = SimpleNamespace(name="New Land", code="ZZZ", truth=truth)
    return country_text(country, 3, Path("out"), []).split("\n")


def panel_read():
    """What is printed of the answers of a panel, but for the votes on a case."""
    panel = SimpleNamespace(measure_title="T", measure="m1", definition="d/x")
    agreed = SimpleNamespace(pairs=0.85, kappa=0.123, cases=12)
    alike = SimpleNamespace(pairs=1.0, kappa=None, cases=12)
    few = SimpleNamespace(pairs=None, kappa=None, cases=3)
    found = SimpleNamespace(panel=panel, members=4, overall=agreed, cases=[],
                            by_place={"Here": alike, "There": few})  # fmt: skip
    return list(panel_text(found))[1:]


PRINTED = {
    "country": country_made,
    "panel": panel_read,
    "two forms": compared_forms,
    "questions to drop": lambda: support_lines(SUPPORT),
    "linked lists": lambda: linked_text(LINKED, Path("linked.csv")).split("\n"),
    "memory": lambda: [f"a run takes some {memory_text(4 * 10**8)} of memory"],
    "tables": lambda: ["in out:", "  main                       1,234 rows     12 columns"],
}
"""Lines of commands as their code makes them."""


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", PRINTED)
def test_what_commands_print_is_said_line_by_line(name, language):
    lines = PRINTED[name]()
    with speaking(language):
        said = page("\n".join(lines)).split("\n")
    kept = [line for line, own in zip(lines, said, strict=True) if line.strip() == own.strip()]
    assert {line for line in kept if re.search(r"[^\W\d_]", line)} <= {"age: Age?"}
    assert digits("".join(said)) == digits("".join(lines))


def test_parts_of_a_line_stay_where_none_is_known():
    text = "  child_labour_sdg_a  (child_labour/sdg_8_7_1)\nx = 0.5   # 1,234   0.75"
    with speaking("fr"):
        assert page(text) == text
        assert page("  rows    1,234 rows   0.75") == "  rows    1\u202f234 lignes   0,75"


def test_the_name_of_a_format_is_no_part_of_what_it_leaves_out():
    text = (
        "  sdmx: wealth quintile has no dimension there for this indicator; 2 figures are left out"
    )
    with speaking("ar"):
        said = page(text)
    assert said.startswith("  \u2068sdmx\u2069: ")
    assert "\u2068الفئة الخمسية لمؤشر الثروة\u2069" in said
    with speaking("fr"):
        assert page(text).startswith(
            "  sdmx\N{NO-BREAK SPACE}: quintile de bien-être économique n’y a pas"
        )
