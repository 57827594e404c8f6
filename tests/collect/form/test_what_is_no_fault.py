"""What looks like a fault and is none: each change keeps the clean form clean."""

import base64

import pytest

from measure87.collect.form.lint import check_xlsform
from tests.collect.form.clean_form import Sheets, answer, labelled
from tests.collect.form.planted_logic import ROUND, SIX


def calculate(name, calculation, kind="int"):
    return {"type": "calculate", "name": name, "calculation": calculation, "bind::type": kind}


def guarded_by_coalesce(sheets):
    sheets.set("hours_told", calculation="coalesce(${hours}, 0)")


def guarded_by_the_relevance(sheets):
    sheets.after(
        "hours", calculate("days", "${hours} div 24", "decimal") | {"relevant": "${hours} > 0"}
    )


def guarded_in_one_branch(sheets):
    sheets.after(
        "hours", calculate("twice", "if(${hours} != '' and ${hours} > 3, ${hours} * 2, 0)")
    )


def summed_where_it_is_required(sheets):
    sheets.set("hours", required="yes")
    sheets.set("work_hours", calculation="sum(${hours})")


def compared_where_it_stands_alone(sheets):
    sheets.set("hazard_other", relevant="selected(${hazard}, 'other') and ${hazard} != 'none'")


def named_by_a_calculate_that_comes_later(sheets):
    sheets.after("members", calculate("adult", "if(${hh_number} > 500, 1, 0)"))
    sheets.set("first_name", relevant="${adult} = 1 or ${adult} = 0")


def asked_again_under_another_condition(sheets):
    row = dict(sheets.question("hazard_other"), name="hazard_more")
    row["relevant"] = "selected(${hazard}, 'dust')"
    sheets.after("hazard_other", row)


def classification_with_a_residual(sheets):
    sheets.choices += [
        answer(
            "status", "employee", "Employee", "Salarié", "Asalariado", "Assalariado", "أجير", "Наём"
        ),
        answer("status", "other", "Other", "Autre", "Otro", "Outro", "أخرى", "Другое"),
    ]
    row = {"type": "select_one status", "name": "status_in_employment", **SIX}
    sheets.after("hours_told", row)


def no_number_in_words(sheets):
    sheets.set("worked", **{"label::Français (fr)": "Un travail ces sept derniers jours ?"})


def columns_for_people(sheets):
    sheets.columns["survey"] += ["#remark", "comment", "translator"]
    sheets.set("hours", comment="as in 2024", translator="A. B.")


def old_ways_to_write_headers(sheets):
    sheets.rename_column("survey", "relevant", "Relevance")
    sheets.rename_column("survey", "calculation", "calculate")
    sheets.rename_column("settings", "form_id", "id_string")


def limits_of_two_sides_and_a_code(sheets):
    sheets.set("hours", constraint="(. >= 0 and . <= 168) or . = -8 or . = -9")


def in_the_last_days(sheets):
    sheets.set("job_began", constraint=". <= today() and today() - . < 36500")


def a_part_of_the_label_in_quotes(sheets):
    sheets.after("sex", calculate("said", "jr:choice-name(${sex}, '${sex}')", "string"))


def position_from_within_a_group(sheets):
    sheets.after("private", calculate("line", "position(../..)"))


def random_that_is_kept(sheets):
    sheets.after("members", calculate("draw", "once(random())", "decimal"))


def repeat_of_a_number(sheets):
    sheets.set("member", repeat_count="if(${hh_number} > 3, 3, 1)")


def words_that_are_alike_in_two_languages(sheets):
    texts = ("Radio?", "Radio ?", "¿Radio?", "Rádio?", "راديو؟", "Радио?")
    sheets.after("hours_told", {"type": "text", "name": "radio", **labelled(*texts)})


def days_and_patterns_that_can_be_read(sheets):
    sheets.set("job_began", constraint=". <= today() and . >= date('2024-02-29')")
    sheets.set("hazard_other", constraint=r"regex(., '^[\p{L} -]{2,}$')", **ROUND)


def key_address_and_style_of_a_server(sheets):
    key = base64.b64encode(b"\x30\x82\x01\x22" + bytes(0x122)).decode()
    url = "https://central.example/v1/projects/1/submission"
    style = "theme-grid no-text-transform"
    sheets.settings[0] |= {"public_key": key, "style": style, "submission_url": url}


def interview_named_by_how_many_there_are(sheets):
    sheets.settings[0]["instance_name"] = "concat(${hh_number}, ' ', count(${member}))"


CHANGES = [one for name, one in list(globals().items())
           if callable(one) and getattr(one, "__module__", "") == __name__
           and name not in ("calculate",)]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__)
def test_it_is_no_fault(tmp_path, change):
    sheets = Sheets()
    change(sheets)
    found = check_xlsform(sheets.write(tmp_path / "form.xlsx"))
    assert [one.lines() for one in found.findings] == []
