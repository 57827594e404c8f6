"""What a study says of groups that could be harmed reaches check, release and report."""

import json
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.study import run_study
from measure87.study.survey.figures import _of_coercion
from measure87.vocabulary.errors import StudyError
from tests.study.module import write_module

ETHNICITY = """
[fl.persons.ethnicity]
variable = "people"
"""
BY = 'by = ["ethnicity"]\n'
REASON = "The council of the four peoples asked for it."


@pytest.fixture
def folder(tmp_path):
    """A thousand adults of four peoples in turn, ninety of them in forced labour."""
    folder = write_module(
        tmp_path / "s", settings=f'reference_period = "12 months"\n{BY}', mapping=ETHNICITY
    )
    path = folder / "persons.csv"
    head, *rows = path.read_text().splitlines()
    rows = [f"{row},{n % 4}" for n, row in enumerate(rows)]
    path.write_text("\n".join([f"{head},people", *rows]) + "\n")
    return folder


def say(folder, text):
    path = folder / "study.toml"
    path.write_text(f"{path.read_text()}\n{text}\n")


def test_check_tells_beforehand_what_would_be_refused(folder):
    done = CliRunner().invoke(main, ["check", str(folder), "--json"])
    told = json.loads(done.stdout)["sensitive_groups"]
    assert {one["code"] for one in told} == {"sensitive-groups"}
    assert {"ethnicity": "*"} in [one["group"] for one in told]
    done = CliRunner().invoke(main, ["check", str(folder)])
    assert "no reason is stated" in done.output
    assert "[disclosure.sensitive_groups]" in done.output


def test_without_a_reason_the_study_has_no_figure_by_ethnicity(folder):
    released = run_study(folder)
    assert {tuple(one.group) for one in released.estimates} == {()}
    assert "sensitive-groups" in {one.code for one in released.refused}


def test_with_a_reason_it_has_and_the_report_says_why(folder):
    say(folder, f'[disclosure.sensitive_groups]\nethnicity = "{REASON}"')
    released = run_study(folder)
    by = [one for one in released.estimates if one.group]
    assert by
    assert not all(one.suppressed for one in by)
    assert released.diagnostics.disclosure.rules.sensitive_groups == {"ethnicity": REASON}
    assert REASON in (folder / "out" / "report.html").read_text()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('ethnicity = "because"', "no reason"),
        ('ethnicity = "for publication"', "no reason"),
        ("ethnicity = true", "ethnicity"),
        ('ethnicty = "The council asked for it."', "did you mean ethnicity"),
    ],
)
def test_a_reason_is_a_sentence_about_a_variable_that_there_is(folder, said, told):
    say(folder, f"[disclosure.sensitive_groups]\n{said}")
    with pytest.raises(StudyError) as found:
        run_study(folder)
    assert told in str(found.value)
    assert "sensitive_groups" in str(found.value)


def test_a_reason_in_a_script_without_spaces_is_one(folder):
    thai = "สภาของสี่ชนเผ่าขอให้เผยแพร่ตัวเลขนี้"
    say(folder, f'[disclosure.sensitive_groups]\nethnicity = "{thai}"')
    assert run_study(folder).diagnostics.disclosure.rules.sensitive_groups == {"ethnicity": thai}


def test_a_national_definition_is_what_it_extends():
    national = [
        SimpleNamespace(id="zz/work", extends=base, versioned_id=f"zz/{at}@2024-07-01")
        for at, base in enumerate(("forced_labour/icls20_2018", "child_labour/sdg_8_7_1"))
    ]
    own = SimpleNamespace(id="trafficking/palermo", extends=None, versioned_id="t@2000-11-15")
    found = _of_coercion(SimpleNamespace(definitions=[*national, own]))
    assert found == {"zz/0@2024-07-01", "t@2000-11-15"}
