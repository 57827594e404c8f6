"""What was asked stands beside every figure, and a few items do not make a measure of a text."""

import csv
import io
import json

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from measure87.cli import main
from measure87.disseminate.pages.kit.wording import languages, words
from measure87.disseminate.pages.survey.items import Asked, asked_sentences
from measure87.study import run_study
from measure87.vocabulary.releases.survey import Screened, StatedCriterion, StatedInstrument
from tests.disseminate.stated import stated
from tests.study.every_digit import every_digit
from tests.study.module import write_module

NAME = "forced_labour_adults"
SCREENED = f"screened_by_2_items_{NAME}"
TWO = ("IN2", "CO5")
COUNTS = "1 of 10 circumstances of involuntary work, 1 of 7 means of coercion"
PERIOD = 'reference_period = "12 months"\n'
IN_WORDS = {
    "en": (
        "Screened by 2 items",
        "1 of 10 circumstances of involuntary work",
        "Who answered: each person herself. Mode of the interview: not stated.",
    ),
    "fr": (
        "Repérage par 2 éléments",
        "1 sur 10 circonstances de travail involontaire",
        "Qui a répondu : chaque personne elle-même. Mode d’entretien : non précisé.",
    ),
    "es": (
        "Detección con 2 ítems",
        "1 de 10 circunstancias de trabajo involuntario",
        "Quién respondió: cada persona por sí misma. Modo de la entrevista: no se indica.",
    ),
    "pt": (
        "Rastreio por 2 itens",
        "1 de 10 circunstâncias de trabalho involuntário",
        "Quem respondeu: cada pessoa por si própria. Modo da entrevista: não indicado.",
    ),
    "ru": (
        "Скрининг по 2 признакам",
        "1 из 10 обстоятельств недобровольного труда",
        "Кто отвечал: каждый за себя. Способ опроса: не указано.",
    ),
    "ar": (
        "فرز ببندين",
        "من ظروف العمل غير الطوعي",
        "من أجاب: كل شخص عن نفسه. طريقة المقابلة: غير مذكور.",
    ),
}


def test_two_items_are_refused_under_the_guidelines_name_and_given_as_what_they_are(tmp_path):
    result = run_study(write_module(tmp_path / "s", TWO))
    outer = f"{SCREENED}_if_unasked_yes"
    assert {item.name for item in result.estimates} == {SCREENED, f"{SCREENED}_stock", outer}
    refusal = next(item for item in result.refused if item.name == NAME)
    assert refusal.code == "few-items"
    assert COUNTS in refusal.text
    about = result.diagnostics.measures[SCREENED]
    assert about.title.startswith("Screened by 2 items, not by the list of the text")
    assert about.not_prevalence
    assert not about.headline
    assert about.screened == Screened(of=NAME, items=2)


def test_what_was_asked_stands_in_csv_json_check_and_run(tmp_path):
    folder = write_module(tmp_path / "s", TWO)
    said = CliRunner().invoke(main, ["check", str(folder)]).stdout
    assert f"fl: asked: {COUNTS}" in said
    assert "not asked: CO3 (Debt bondage or manipulation of debt)" in said
    assert (
        f"Refused under the name of the text, for too few of its items were asked:\n  {NAME}"
        in said
    )
    assert f"asked: {COUNTS}" in CliRunner().invoke(main, ["run", str(folder)]).stdout
    written = (folder / "out" / "estimates.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(written)))
    assert {row["asked"] for row in rows} == {COUNTS}
    assert {row["reference_period"] for row in rows} == {"12 months"}
    assert all("CO3: Debt bondage or manipulation of debt" in row["not_asked"] for row in rows)
    content = json.loads((folder / "out" / "estimates.json").read_text("utf-8"))
    told = content["diagnostics"]["measures"][SCREENED]["asked"]
    assert [(one["asked"], one["of"]) for one in told] == [(["IN2"], 10), (["CO5"], 7)]
    record = content["diagnostics"]["instrument"]["fl"]
    assert [row["item"] for row in record["asked"]] == ["IN2", "CO5"]


@pytest.mark.parametrize("language", languages())
def test_the_report_says_it_in_every_language(tmp_path, language):
    folder = write_module(tmp_path / "s", TWO, settings=f'{PERIOD}respondent = "self"\n')
    study = folder / "study.toml"
    study.write_text(study.read_text().replace("year =", f'language = "{language}"\nyear ='))
    run_study(folder)
    page = (folder / "out" / "report.html").read_text("utf-8")
    plain = page.replace("\u00a0", " ").replace("\u202f", " ")
    assert all(text in plain for text in IN_WORDS[language])


def test_of_whom_and_how_is_said_once_for_each_instrument():
    told = {"a": {"respondent": "mixed", "mode": "telephone"}, "b": {"mode": "face-to-face"}}
    records = {
        name: StatedInstrument(asked=[], not_asked=[], **record) for name, record in told.items()
    }
    criterion = StatedCriterion(
        criterion="menace", title="means", asked=["CO1"], not_asked=[], of=1, stated="1 of 1 means"
    )
    known, spoken = Asked(records), words("en")
    (about,) = stated(measures={"m": {}}).measures.values()
    said = [
        asked_sentences(replace(about, asked=[criterion], instrument=name), known, spoken)[1:]
        for name in ("a", "a", "b", "c")
    ]
    assert said == [
        [
            "Who answered: some persons themselves, somebody else for others. "
            "Mode of the interview: by telephone."
        ],
        [],
        ["Who answered: not stated. Mode of the interview: face to face."],
        [],
    ]


def test_the_outer_bound_is_what_a_hand_count_of_the_other_criterion_gives(tmp_path):
    # 90 cases, 30 with involuntary work alone and 60 under menace alone, of 1,000 (module.py).
    with every_digit():
        result = run_study(write_module(tmp_path / "s"))
    by_name = {item.name: item for item in result.estimates}
    outer = by_name[f"{NAME}_if_unasked_yes"]
    assert (outer.n_cases, outer.value) == (180, 0.18)
    assert by_name[NAME].value == 0.09
    page = (tmp_path / "s" / "out" / "report.html").read_text("utf-8")
    assert "in the jobs that meet the other criterion, it would be 180.0." in page


def test_items_of_one_criterion_alone_lift_only_those_who_meet_the_other(tmp_path):
    involuntary = (*(f"IN{n}" for n in range(1, 10)), "INX")
    folder = write_module(tmp_path / "s", (*involuntary, "CO1", "CO2", "CO5"))
    by_name = {item.name: item for item in run_study(folder).estimates}
    assert by_name[f"{NAME}_if_unasked_yes"].n_cases == 90 + 30


def test_a_study_may_do_without_the_outer_bound(tmp_path):
    folder = write_module(tmp_path / "s", settings=f"{PERIOD}outer_bound = false\n")
    assert {item.name for item in run_study(folder).estimates} == {NAME, f"{NAME}_stock"}


def test_a_sensitivity_measure_has_no_outer_bound_of_its_own(tmp_path):
    folder = write_module(tmp_path / "s")
    study = folder / "study.toml"
    wanted = f'measures = ["{NAME}", "forced_labour_adults_any_item"]'
    study.write_text(study.read_text().replace(f'measures = ["{NAME}"]', wanted))
    names = {item.name for item in run_study(folder).estimates if "unasked" in item.name}
    assert names == {f"{NAME}_if_unasked_yes"}


def test_excluded_work_is_excluded_from_the_outer_bound_too(tmp_path):
    excluded = (
        '[fl.jobs.exclusion]\nvariable = "ex"\n'
        '[fl.jobs.purely_military]\nvariable = "mil"\nyes = [1]\nno = [2]\n'
    )
    folder = write_module(tmp_path / "s", mapping=excluded, columns=",ex,mil", cells=",EX_MIL,1")
    cases = {item.name: item.n_cases for item in run_study(folder).estimates}
    assert cases[f"{NAME}_if_unasked_yes"] == 0


def test_one_person_between_a_figure_and_its_outer_bound_is_not_shown(tmp_path):
    folder = write_module(tmp_path / "s")
    rows = (folder / "persons.csv").read_text().splitlines()
    # Only one person beside the 90 cases meets one criterion alone.
    quiet = [",".join([*row.split(",")[:3], *["2"] * 6]) for row in rows[92:]]
    (folder / "persons.csv").write_text("\n".join([*rows[:92], *quiet]) + "\n")
    by_name = {item.name: item for item in run_study(folder).estimates}
    assert by_name[NAME].n_cases == 90
    assert by_name[f"{NAME}_if_unasked_yes"].suppressed


def test_where_every_item_was_asked_there_is_no_outer_bound(tmp_path):
    every = (*(f"IN{n}" for n in range(1, 10)), "INX", *(f"CO{n}" for n in range(1, 7)), "COX")
    result = run_study(write_module(tmp_path / "s", every))
    assert not [item.name for item in result.estimates if "unasked" in item.name]
    assert result.diagnostics.measures[NAME].asked[0].stated.startswith("10 of 10")


def test_the_open_items_do_not_count_towards_the_minimum(tmp_path):
    result = run_study(write_module(tmp_path / "s", ("IN2", "IN3", "INX", "CO1", "CO2", "CO5")))
    assert any(item.name.startswith("screened_by_6_items") for item in result.estimates)


def test_the_minimum_is_the_studys_to_state(tmp_path):
    folder = write_module(tmp_path / "s", TWO, settings=f"{PERIOD}minimum_items = 1\n")
    result = run_study(folder)
    assert NAME in {item.name for item in result.estimates}
    assert result.diagnostics.measures[NAME].asked[0].stated.startswith("1 of 10")


def test_three_named_items_of_each_keep_the_guidelines_name(tmp_path):
    result = run_study(write_module(tmp_path / "s"))
    assert NAME in {item.name for item in result.estimates}
    assert not result.refused
