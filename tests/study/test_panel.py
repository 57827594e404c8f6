"""What a panel of simulated experts comes to, beside the rules."""

import json

import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.define import load_definition
from measure87.define.panel import ANSWERS, panel_of
from measure87.study.panel import read_panel
from measure87.vocabulary.errors import DataError, DefinitionError
from tests.study.panel_answers import CASES, MEMBERS, file_of, simulated_votes, write_members

DEFINITION = load_definition("forced_labour/hshc_2012")
PANEL = panel_of(DEFINITION)
# Reference: statsmodels 0.15.0, `stats.inter_rater.fleiss_kappa`, of the votes of
# `simulated_votes()` by case and answer.  Same arithmetic, so rounding only.
KAPPA = 0.366485402640913


@pytest.fixture
def answers(tmp_path):
    write_members(tmp_path / "answers", PANEL, simulated_votes())
    return tmp_path / "answers"


def _write(path, content):
    path.write_text(json.dumps(content), "utf-8")
    return path


def test_thirty_cases_by_twelve_experts_agree_as_another_program_says(answers):
    found = read_panel(DEFINITION, None, answers.glob("*.json"))
    assert (found.members, found.overall.cases) == (MEMBERS, CASES)
    assert found.overall.kappa == pytest.approx(KAPPA, abs=1e-9)
    for case, votes in zip(found.cases[:CASES], simulated_votes(), strict=True):
        assert case.votes == {answer: votes.count(answer) for answer in ANSWERS}


def test_agreement_is_told_for_each_place_of_the_text(answers):
    found = read_panel(DEFINITION, None, answers.glob("*.json"))
    assert sum(one.cases for one in found.by_place.values()) == CASES
    assert set(found.by_place) == set(PANEL.places.values())


def test_experts_who_answer_as_the_rules_do_agree_in_full_and_differ_nowhere(tmp_path):
    rules = _as_the_rules(tmp_path)
    found = _read(tmp_path, [rules, rules])
    assert found.overall.kappa == 1.0
    assert not any(case.differs for case in found.cases)
    assert {case.majority for case in found.cases} == set(rules.values())


def test_a_case_that_most_experts_judge_otherwise_is_named(tmp_path):
    rules = _as_the_rules(tmp_path)
    first = next(iter(rules))
    other = next(answer for answer in ANSWERS if answer != rules[first])
    found = _read(tmp_path, [rules | {first: other}, rules | {first: other}, rules])
    assert [case.case for case in found.cases if case.differs] == [first]


def test_a_case_that_one_member_left_open_is_left_out_of_kappa_and_still_counted(tmp_path):
    case, other = list(PANEL.places)[:2]
    found = _read(tmp_path, [{case: "yes", other: "no"}, {case: "yes"}])
    assert found.overall.cases == 1
    assert found.overall.kappa is None, "all votes on it are alike"
    assert found.overall.pairs == 1.0
    assert [sum(one.votes.values()) for one in found.cases[:2]] == [2, 1]


def _as_the_rules(folder):
    """Case to the answer of somebody who judges as the rules do."""
    said = {case.case: case.by_rules for case in _read(folder, [{}]).cases}
    return {case: "no" if answer == "outside" else answer for case, answer in said.items()}


def _read(folder, members):
    paths = [
        _write(folder / f"{number}.json", file_of(PANEL, given))
        for number, given in enumerate(members)
    ]
    return read_panel(DEFINITION, None, paths)


def test_nobody_is_named_in_what_is_found(tmp_path):
    case = next(iter(PANEL.places))
    answer = {"case": case, "answer": "no", "why": "  not \n clear "}
    path = _write(
        tmp_path / "one.json", file_of(PANEL, {}) | {"name": "Secret", "answers": [answer]}
    )
    done = CliRunner().invoke(main, ["define", "panel", "read", DEFINITION.id, str(path), "--json"])
    assert done.exit_code == 0, done.output
    assert "Secret" not in done.output
    assert json.loads(done.stdout)["cases"][0]["reasons"] == ["no: not clear"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "something else"}, "no-answers"),
        ({"cards": "0" * 16}, "other-cards"),
        ({"answers": [{"case": "no such", "answer": "yes"}]}, "no-answers"),
        ({"answers": [{"case": "1", "answer": "perhaps"}]}, "no-answers"),
        ({"answers": [{"case": "1", "answer": "yes"}] * 2}, "no-answers"),
        ({"answers": ["yes"]}, "no-answers"),
    ],
)
def test_a_file_that_does_not_answer_these_cards_is_refused_with_its_name(tmp_path, change, code):
    path = _write(tmp_path / "strange.json", file_of(PANEL, {}) | change)
    with pytest.raises(DataError, match=r"strange\.json") as refused:
        read_panel(DEFINITION, None, [path])
    assert refused.value.code == code


def test_a_measure_that_no_case_tests_is_refused():
    with pytest.raises(DefinitionError, match="no case"):
        panel_of(DEFINITION, "no_such_measure")


def test_the_text_for_people_lists_where_experts_and_rules_differ(answers):
    done = CliRunner().invoke(main, ["define", "panel", "read", DEFINITION.id, str(answers)])
    assert f"all cases: kappa {KAPPA:.3f}" in done.stdout
    found = read_panel(DEFINITION, None, answers.glob("*.json"))
    differing = [case for case in found.cases if case.differs]
    assert f"Most members answer otherwise than the rules: {len(differing)}" in done.stdout
    assert differing
    assert all(f"case {case.case} (" in done.stdout for case in differing)
