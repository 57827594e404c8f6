"""One change each to the clean form, in what is asked, computed and answered."""

from tests.collect.form.clean_form import labelled, said, told

SIX = labelled("What?", "Quoi ?", "¿Qué cosa?", "O que é?", "ماذا؟", "Что это?")
ROUND = told("Only so", "Ainsi seulement", "Solo así", "Somente assim", "هكذا فقط", "Только так")

LOGIC = {}
"""Name of a plant -> (code, function that plants it and gives sheet, row and header)."""


def plant(code):
    def kept(function):
        assert function.__name__ not in LOGIC
        LOGIC[function.__name__] = (code, function)
        return function

    return kept


def at(sheets, name, column):
    return "survey", sheets.row(name), column


def changed(sheets, name, column, value):
    sheets.set(name, **{column: value})
    return at(sheets, name, column)


@plant("unknown-question")
def relevance_on_a_question_that_there_is_not(sheets):
    return changed(sheets, "worked", "relevant", "${agee} >= 5")


@plant("unknown-question")
def constraint_on_a_question_that_there_is_not(sheets):
    return changed(sheets, "hours", "constraint", ". <= ${most_hours}")


@plant("unknown-question")
def calculation_with_a_question_that_there_is_not(sheets):
    return changed(sheets, "members", "calculation", "count(${members_of_household})")


@plant("unknown-question")
def label_with_a_question_that_there_is_not(sheets):
    column = "label::English (en)"
    return changed(sheets, "sex", column, "Sex of ${first_nam} and ${first_name}")


@plant("unknown-question")
def name_of_the_interview_with_a_question_that_there_is_not(sheets):
    sheets.settings[0]["instance_name"] = "concat('HH ', ${hh_num})"
    return "settings", 2, "instance_name"


@plant("unknown-code")
def relevance_on_a_code_that_is_not_listed(sheets):
    return changed(sheets, "job", "relevant", "${worked} = '3'")


@plant("unknown-code")
def selected_of_a_code_that_is_not_listed(sheets):
    return changed(sheets, "hazard_other", "relevant",
                   "selected(${hazard}, 'other') or selected(${hazard}, 'heat')")  # fmt: skip


@plant("unreachable")
def relevance_that_contradicts_itself(sheets):
    return changed(sheets, "worked", "relevant", "${age} >= 18 and ${age} < 15")


@plant("unreachable")
def relevance_beyond_the_constraint(sheets):
    return changed(sheets, "worked", "relevant", "${age} > 130")


@plant("unreachable")
def relevance_against_that_of_the_group(sheets):
    return changed(sheets, "threatened", "relevant", "${private} = '1' and ${age} < 18")


@plant("unreachable")
def relevance_against_that_of_the_question_it_names(sheets):
    return changed(sheets, "job", "relevant", "${worked} = '1' and ${age} < 5")


@plant("unreachable")
def two_codes_of_one_answer(sheets):
    return changed(sheets, "job", "relevant", "${worked} = '1' and ${worked} = '2'")


@plant("unreachable")
def relevance_on_a_calculate_that_never_has_the_value(sheets):
    sheets.after("worked", {"type": "calculate", "name": "adult", "bind::type": "int",
                            "calculation": "if(${age} >= 18, 1, 0)"})  # fmt: skip
    return changed(sheets, "job", "relevant", "${worked} = '1' and ${adult} = 2")


@plant("always-relevant")
def or_where_and_was_meant(sheets):
    return changed(sheets, "job", "relevant", "${worked} != '1' or ${worked} != '2'")


@plant("constraint-never")
def constraint_that_excludes_all(sheets):
    return changed(sheets, "hours", "constraint", ". > 168 and . < 0")


@plant("constraint-never")
def dates_that_contradict_each_other(sheets):
    return changed(sheets, "job_began", "constraint",
                   ". > date('2025-01-01') and . < date('2020-01-01')")  # fmt: skip


@plant("constraint-always")
def constraint_that_every_answer_fits(sheets):
    return changed(sheets, "hours", "constraint", ". >= 0 or . <= 168")


@plant("blank-sum")
def sum_over_answers_that_may_be_blank(sheets):
    return changed(sheets, "work_hours", "calculation", "sum(${hours})")


@plant("blank-sum")
def addition_of_an_answer_that_may_be_blank(sheets):
    return changed(sheets, "hours_told", "calculation", "${hours} + 0")


@plant("blank-sum")
def guard_on_another_answer(sheets):
    return changed(sheets, "hours_told", "calculation", "if(${age}='',0,${hours} * 1)")


@plant("blank-sum")
def sum_of_a_calculate_that_may_be_blank(sheets):
    sheets.set("hours_told", calculation="if(${hours}='','',${hours})")
    return at(sheets, "work_hours", "calculation")


@plant("division")
def division_by_what_may_be_0(sheets):
    return changed(sheets, "mean_hours", "calculation", "sum(${work_hours}) div ${members}")


@plant("outside-repeat")
def answer_of_a_repeat_from_outside(sheets):
    return changed(sheets, "mean_hours", "calculation", "if(${age} > 3, 1, 0)")


@plant("later-question")
def relevance_on_a_later_question(sheets):
    return changed(sheets, "first_name", "relevant", "${worked} = '1'")


@plant("later-question")
def label_with_a_later_question(sheets):
    sheets.set("hh_number", **{key: f"{value} ${{later}}" for key, value in
                               sheets.question("hh_number").items() if "label" in key})  # fmt: skip
    sheets.after("consent", {"type": "text", "name": "later", **SIX})
    return at(sheets, "hh_number", "label::English (en)")


@plant("circular")
def calculates_that_need_each_other(sheets):
    sheets.set("members", calculation="${mean_hours} * 2")
    return at(sheets, "members", "calculation")


@plant("circular")
def relevance_on_itself(sheets):
    return changed(sheets, "worked", "relevant", "${worked} = '1'")


@plant("number-as-text")
def number_compared_with_a_text(sheets):
    return changed(sheets, "worked", "relevant", "${age} >= '5'")


@plant("text-as-number")
def text_compared_as_a_number(sheets):
    return changed(sheets, "job_began", "relevant", "${hazard_other} > 3")


@plant("date-as-text")
def date_compared_with_a_text(sheets):
    return changed(sheets, "job_began", "constraint", ". <= today() and . >= '1950-01-01'")


@plant("several-as-one")
def several_answers_compared_as_one(sheets):
    return changed(sheets, "hazard_other", "relevant", "${hazard} = 'other'")


@plant("not-a-select")
def selected_of_a_number(sheets):
    return changed(sheets, "worked", "relevant", "${age} >= 5 and not(selected(${age}, '4'))")


@plant("required-unanswerable")
def required_note(sheets):
    return changed(sheets, "welcome", "required", "yes")


@plant("required-unanswerable")
def required_and_read_only(sheets):
    sheets.set("hours", required="yes", readonly="yes")
    return at(sheets, "hours", "required")


@plant("no-constraint-message")
def constraint_without_message(sheets):
    row = sheets.question("hours")
    for header in [one for one in row if one.startswith("constraint_message")]:
        del row[header]
    return at(sheets, "hours", "constraint_message")


@plant("message-without-constraint")
def message_without_constraint(sheets):
    del sheets.question("hours")["constraint"]
    return at(sheets, "hours", "constraint")


@plant("default-not-listed")
def default_that_is_not_listed(sheets):
    return changed(sheets, "sex", "default", "3")


@plant("default-of-another-type")
def default_of_another_type(sheets):
    return changed(sheets, "hours", "default", "forty")


@plant("default-refused")
def default_that_the_constraint_refuses(sheets):
    return changed(sheets, "hours", "default", "200")


@plant("other-without-text")
def other_without_a_text(sheets):
    sheets.survey.remove(sheets.question("hazard_other"))
    return at(sheets, "hazard", "type")


@plant("none-not-exclusive")
def none_beside_other_answers(sheets):
    constraint = "not((selected(., '8') or selected(., '9')) and count-selected(.) > 1)"
    return changed(sheets, "hazard", "constraint", constraint)


@plant("no-consent")
def no_consent_before_the_first_personal_question(sheets):
    row = sheets.question("consent")
    row.update(labelled("Is somebody at home?", "Y a-t-il quelqu'un ?", "¿Hay alguien en casa?",
                        "Há alguém em casa?", "هل من أحد في المنزل؟", "Есть кто-нибудь дома?"),
               name="at_home")  # fmt: skip
    sheets.set("interview", relevant="${at_home} = '1'")
    return at(sheets, "first_name", "name")


@plant("consent-ignored")
def consent_on_which_nothing_depends(sheets):
    sheets.set("interview", relevant="${hh_number} > 0")
    return at(sheets, "first_name", "relevant")


@plant("no-refusal")
def sensitive_question_without_a_refusal(sheets):
    return changed(sheets, "threatened", "type", "select_one yesno")


@plant("not-in-private")
def sensitive_question_outside_the_check_of_privacy(sheets):
    return changed(sheets, "threatened", "relevant", "${worked} = '1'")


@plant("no-bind-type")
def calculate_without_a_type(sheets):
    del sheets.question("members")["bind::type"]
    return at(sheets, "members", "bind::type")


@plant("unknown-bind-type")
def calculate_of_a_type_that_there_is_not(sheets):
    return changed(sheets, "members", "bind::type", "number")


@plant("no-calculation")
def calculate_without_a_calculation(sheets):
    del sheets.question("members")["calculation"]
    return at(sheets, "members", "calculation")


@plant("calculation-over-answer")
def calculation_over_an_answer(sheets):
    return changed(sheets, "hazard_other", "calculation", "'x'")


@plant("not-of-this-type")
def required_group(sheets):
    return changed(sheets, "alone", "required", "yes")


@plant("unknown-appearance")
def appearance_that_there_is_not(sheets):
    return changed(sheets, "worked", "appearance", "minimall")


@plant("unknown-appearance")
def appearance_of_another_type(sheets):
    return changed(sheets, "hours", "appearance", "multiline")


@plant("no-label")
def question_that_says_nothing(sheets):
    row = sheets.question("hazard_other")
    for header in [one for one in row if one.startswith("label")]:
        del row[header]
    return at(sheets, "hazard_other", "label")


__all__ = ["LOGIC", "ROUND", "SIX", "said"]
