"""Two forms: what is not the same in them, one change at a time."""

import json

import msgspec
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.collect.form.model import Section, Serves, form_json
from measure87.define import load_definition
from measure87.study.forms.comparing import OfForm, compare_forms, used_by
from measure87.study.forms.instruments import Stated, instrument_of_form, stated_in
from measure87.study.forms.items import FormItems
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.reference_period import parse_period
from tests.collect.form.own_form import SDG_A, dropped, own_form, question, words


def changed(form, name, **change):
    """The form with a question of other values."""

    def with_change(children):
        return tuple(
            msgspec.structs.replace(one, children=with_change(one.children))
            if isinstance(one, Section)
            else msgspec.structs.replace(one, **change)
            if one.name == name
            else one
            for one in children
        )

    return msgspec.structs.replace(form, children=with_change(form.children))


def side(form, name="first", **stated):
    return OfForm(FormItems(form), Stated(**stated), name)


def compared(first, second, measure=SDG_A):
    found = compare_forms(first, second)
    return next(one for one in found if one.measure == measure)


def codes(first, second):
    return [one.code for one in compared(first, second).differences]


def test_a_form_is_comparable_with_itself():
    found = compared(side(own_form()), side(own_form(version="2"), "second"))
    assert (found.verdict, found.differences) == ("comparable", ())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"labels": words("Hours, all in all", "سؤال 10")}, "words"),
        ({"constraint": ". <= 84"}, "answers"),
        ({"kind": "decimal"}, "answers"),
        ({"relevant": "${age} >= 10"}, "asked-of"),
    ],
)
def test_a_question_that_differs_is_found(change, code):
    other = changed(own_form(), "work_hours", **change)
    found = compared(side(own_form()), side(other))
    assert found.verdict == "differs"
    assert [(one.code, one.questions) for one in found.differences] == [(code, ("work_hours",))]


def test_a_language_that_one_of_the_two_lacks_is_no_difference_of_words():
    english = msgspec.structs.replace(own_form(), languages=("en",))
    other = changed(english, "work_hours", labels={"en": "Question work_hours", "ar": "غير"})
    assert codes(side(own_form()), side(other)) == []


def test_the_conditions_of_a_section_count():
    form = own_form()
    interview = msgspec.structs.replace(form.children[1], relevant="${agreed} != '2'")
    other = msgspec.structs.replace(form, children=(form.children[0], interview))
    assert codes(side(form), side(other)) == ["asked-of"]


def test_a_measure_that_one_of_the_two_cannot_compute_is_told_with_what_it_lacks():
    found = compared(side(own_form()), side(dropped(own_form(), "work_hours")))
    assert (found.verdict, found.missing) == ("not-in-second", ("economic_hours",))
    found = compared(side(dropped(own_form(), "work_hours")), side(own_form()))
    assert found.verdict == "not-in-first"


def test_an_optional_item_of_one_of_the_two_is_a_difference():
    sdg_b = "child_labour/sdg_8_7_1/child_labour_sdg_b"
    both = own_form(measures=(sdg_b,))
    found = compared(side(both), side(dropped(both, "water_time")), sdg_b)
    assert [one.code for one in found.differences] == ["items"]
    assert "water_hours (only in the first)" in found.differences[0].text


def circumstances(*items, stage="DURING"):
    return tuple(
        question(f"q_{item.lower()}", choices="answer",
                 serves=[Serves("circumstances", "answer", item, stage)])
        for item in items
    )  # fmt: skip


def with_items(*items, **more):
    """A form of all that the forced-labour measure needs, and some items."""
    measure = load_definition("forced_labour/icls20_2018").measures["forced_labour_adults"]
    listed = {item for one in measure.criteria for item in one.items}
    columns = [one for one in used_by(measure) if one not in listed]
    others = tuple(
        question(f"c_{name.lower()}", choices="answer", serves=[Serves(table, name)])
        for name in columns
        for table in [next(t for t in ("persons", "jobs", "circumstances") if _has(t, name))]
        if name not in ("item", "answer", "stage", "mode", "by_whom", "on_whom")
    )
    form = own_form(measures=("forced_labour/icls20_2018/forced_labour_adults",), **more)
    return msgspec.structs.replace(form, children=(*others, *circumstances(*items)))


def _has(table, name):
    from measure87.vocabulary.columns import TABLES

    return name in TABLES[table.capitalize()]


ITEMS = ("IN1", "IN2", "IN3", "IN5", "CO1", "CO2", "CO3")
ADULTS = "forced_labour/icls20_2018/forced_labour_adults"


def test_items_period_respondent_and_mode_are_compared_as_those_of_rounds():
    year, ever = parse_period("12 months"), parse_period("lifetime")
    first = side(with_items(*ITEMS), period=year, mode="telephone", respondent="self")
    second = side(with_items(*ITEMS, "CO4"), period=ever, mode="face-to-face", respondent="mixed")
    found = compared(first, second, ADULTS)
    assert [one.code for one in found.differences] == [
        "rounds-items", "rounds-period", "rounds-respondent", "rounds-mode",
    ]  # fmt: skip
    assert "CO4" in found.differences[0].text
    assert compared(first, first, ADULTS).verdict == "comparable"
    by_others = side(with_items(*ITEMS), period=year, mode="telephone", respondent="proxy")
    told = compared(first, by_others, ADULTS).differences
    assert [one.code for one in told] == ["rounds-items", "rounds-respondent"]


def test_another_stage_is_a_difference():
    form = with_items(*ITEMS)
    other = changed(form, "q_co1", serves=(Serves("circumstances", "answer", "CO1", "LEAVING"),))
    assert [one.code for one in compared(side(form), side(other), ADULTS).differences] == ["stages"]


def test_the_record_of_a_form_says_what_was_asked_and_in_which_words():
    record = instrument_of_form(with_items(*ITEMS), Stated(mode="telephone"))
    assert record.asked == frozenset(ITEMS)
    row = next(one for one in record.items if one.item == "CO1")
    assert (row.stages, row.questions) == (("DURING",), ("q_co1",))
    assert row.words == ("Question q_co1",)


def test_what_a_study_states_is_read_and_a_broken_file_is_told(tmp_path):
    assert stated_in(tmp_path) == Stated()
    (tmp_path / "study.toml").write_text(
        '[inputs.field]\nreference_period = "12 months"\nmode = "telephone"\nrespondent = "no"\n'
    )
    assert stated_in(tmp_path) == Stated(parse_period("12 months"), None, "telephone")
    (tmp_path / "study.toml").write_text("[")
    with pytest.raises(StudyError, match="no TOML"):
        stated_in(tmp_path)


def test_the_command_tells_it_in_json_and_in_words(tmp_path):
    for name, form in (("a", own_form()), ("b", dropped(own_form(), "work_hours"))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "form.json").write_bytes(form_json(form))
    pair = [str(tmp_path / "a"), str(tmp_path / "b")]
    done = CliRunner().invoke(main, ["form", "diff", *pair, "--json"])
    assert done.exit_code == 0, done.output
    [measure] = json.loads(done.stdout)["measures"]
    assert (measure["verdict"], measure["missing"]) == ("not-in-second", ["economic_hours"])
    assert "not in the second" in CliRunner().invoke(main, ["form", "diff", *pair]).stdout
