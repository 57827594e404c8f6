"""The report of a study prints who approved it and its checklist, and nothing of its keys."""

import json

import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.disseminate.pages.kit.wording import languages, words
from measure87.disseminate.pages.survey.ethics_section import ethics_section
from measure87.vocabulary.ethics import PHASES, checklist
from measure87.vocabulary.releases.ethics import StatedEthics, StatedItem
from tests.study import tiny

KEY = "age1q5s8pfn2yc5nvzgx9d2q8r7ml8mhxpgcd6lxa8s7wr4hxqgvrsasw0wpu0"
ETHICS = f"""
approval = "NB-2026-041"
board = "National Board"
recipients = ["{KEY}"]
destroy_on = 2020-12-31

[checklist.privacy]
answer = "yes"
how = "asked at the start of <each> block"

[checklist.no-inducement]
answer = "no"
"""


@pytest.fixture
def study(tmp_path):
    folder = tiny.write_study(tmp_path / "study")
    (folder / "ethics.toml").write_text(ETHICS)
    return folder


def run(study, status=0):
    done = CliRunner().invoke(main, ["run", str(study), "--json"])
    assert done.exit_code == status, done.output
    return json.loads(done.stdout)


def test_the_report_prints_the_approval_and_every_item(study):
    plain = tiny.write_study(study.parent / "plain")
    told, figures = run(study), run(plain)
    stated = told["diagnostics"]["ethics"]
    assert stated["approval"] == "NB-2026-041"
    assert [one["item"] for one in stated["checklist"]] == list(checklist())
    answers = {one["item"]: one["answer"] for one in stated["checklist"]}
    assert answers["privacy"] == "yes"
    assert answers["no-inducement"] == "no"
    assert set(answers.values()) == {"yes", "no", "not-stated"}
    assert told["estimates"] == figures["estimates"]
    assert "ethics" not in figures["diagnostics"]
    page = (study / "out" / "report.html").read_text("utf-8")
    assert "Ethics approval: NB-2026-041, National Board." in page
    assert "asked at the start of &lt;each&gt; block" in page
    assert 'id="ethics"' not in (plain / "out" / "report.html").read_text("utf-8")
    for path in (p for p in (study / "out").rglob("*") if p.is_file()):
        assert KEY not in path.read_bytes().decode("utf-8", "replace"), path


def test_the_study_s_words_are_marked_as_in_their_language(study):
    text = (study / "study.toml").read_text()
    more = 'schema = 1\nlanguage = "ar"\ndata_language = "en"\n'
    (study / "study.toml").write_text(text.replace("schema = 1\n", more, 1))
    run(study)
    page = (study / "out" / "report.html").read_text("utf-8")
    assert '<bdi lang="en">asked at the start of &lt;each&gt; block</bdi>' in page
    assert '<bdi lang="en">National Board</bdi>' in page
    assert "الموافقة الأخلاقية" in page


def test_no_run_goes_on_after_the_day_on_which_identifiers_were_to_be_destroyed(study):
    (study / "field").mkdir()
    (study / "field" / "identifiers.age").write_text("")
    error = run(study, status=1)["error"]
    assert error["code"] == "identifiers-overdue"
    assert "measure87 collect destroy study --yes" in error["hint"]
    done = CliRunner().invoke(main, ["collect", "destroy", str(study), "--yes"])
    assert done.exit_code == 0, done.output
    run(study)


@pytest.mark.parametrize("language", languages())
def test_each_language_has_every_item_and_answer(language):
    items = [StatedItem(item=item, phase=phase, answer="not-stated")
             for item, phase in checklist().items()]  # fmt: skip
    section = ethics_section(StatedEthics(checklist=items), words(language))
    assert [len(rows) for _, rows in section.phases] == [
        sum(of == phase for of in checklist().values()) for phase in PHASES
    ]
    said = {text for _, rows in section.phases for text, _, _ in rows}
    assert len(said) == len(checklist())
    assert not said & {item.replace("-", " ") for item in checklist()}


def test_a_study_without_an_approval_says_so():
    section = ethics_section(StatedEthics(checklist=[]), words("en"))
    assert section.approval == "The study states no ethics approval."
    assert ethics_section(None, words("en")) is None
