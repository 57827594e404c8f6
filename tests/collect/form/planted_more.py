"""One change each to the clean form: what somebody plants who wants the check to miss it."""

from tests.collect.form.clean_form import answer, labelled
from tests.collect.form.planted_logic import SIX, at, changed

MORE = {}
"""Name of a plant -> (code, function that plants it and gives sheet, row and header)."""


def plant(code):
    def kept(function):
        assert function.__name__ not in MORE
        MORE[function.__name__] = (code, function)
        return function

    return kept


@plant("answers-swapped")
def yes_and_no_swapped_in_one_language(sheets):
    for code, label in (("1", "Non"), ("2", "Oui")):
        sheets.choice("answer", code)["label::Français (fr)"] = label
    return "choices", sheets.choice_row("answer", "1"), "label::Français (fr)"


@plant("answers-swapped")
def refusal_and_unknown_swapped_in_one_language(sheets):
    for code, label in (("8", "رفض"), ("9", "لا يعرف")):
        sheets.choice("answer", code)["label::العربية (ar)"] = label
    return "choices", sheets.choice_row("answer", "9"), "label::العربية (ar)"


@plant("other-numbers")
def another_reference_period_in_one_language(sheets):
    text = "Un travail ces 30 derniers jours ?"
    return changed(sheets, "worked", "label::Français (fr)", text)


@plant("other-numbers")
def another_limit_in_the_message_of_one_language(sheets):
    return changed(sheets, "age", "constraint_message::العربية (ar)", "من 0 إلى ١٠٢")


@plant("asked-twice")
def question_that_was_copied(sheets):
    row = dict(sheets.question("hazard_other"), name="hazard_more")
    sheets.after("hazard_other", row)
    return at(sheets, "hazard_more", "label::English (en)")


@plant("constraint-of-another")
def relevance_in_the_column_of_constraints(sheets):
    return changed(sheets, "hours", "constraint", "${age} >= 5")


@plant("calculation-of-another-type")
def text_in_a_calculate_of_numbers(sheets):
    return changed(sheets, "hours_told", "calculation", "if(${hours}='','none',${hours})")


@plant("no-answer-there")
def relevance_on_a_group(sheets):
    return changed(sheets, "members", "relevant", "${interview} != ''")


@plant("no-answer-there")
def relevance_on_a_note(sheets):
    return changed(sheets, "worked", "relevant", "${age} >= 5 and ${welcome} = ''")


@plant("circular")
def relevance_on_the_answer_itself(sheets):
    return changed(sheets, "worked", "relevant", ". != ''")


@plant("circular")
def group_that_is_asked_by_what_is_in_it(sheets):
    sheets.set("alone", relevant="${private} = '1'")
    return at(sheets, "alone", "relevant")


@plant("position-of-no-repeat")
def position_within_a_group(sheets):
    row = {"type": "calculate", "name": "line", "bind::type": "int", "calculation": "position(..)"}
    sheets.after("private", row)
    return at(sheets, "line", "calculation")


@plant("changing-value")
def random_number_that_is_not_kept(sheets):
    row = {"type": "calculate", "name": "draw", "bind::type": "decimal", "calculation": "random()"}
    sheets.after("members", row)
    return at(sheets, "draw", "calculation")


@plant("count-of-no-number")
def repeat_counted_by_a_text(sheets):
    return changed(sheets, "job", "repeat_count", "${first_name}")


@plant("text-as-number")
def sum_over_texts(sheets):
    return changed(sheets, "work_hours", "calculation", "sum(${hazard_other})")


@plant("unknown-question")
def label_of_an_answer_with_a_question_that_there_is_not(sheets):
    sheets.choice("sex", "2")["label::English (en)"] = "Female like ${mother}"
    return "choices", sheets.choice_row("sex", "2"), "label::English (en)"


@plant("unknown-question")
def name_of_a_choice_of_a_question_that_there_is_not(sheets):
    calculation = "jr:choice-name(${sex}, '${sexe}')"
    row = {"type": "calculate", "name": "said", "bind::type": "string", "calculation": calculation}
    sheets.after("sex", row)
    return at(sheets, "said", "calculation")


@plant("wrong-arguments")
def name_of_a_choice_without_quotes(sheets):
    calculation = "jr:choice-name(${sex}, ${sex})"
    row = {"type": "calculate", "name": "said", "bind::type": "string", "calculation": calculation}
    sheets.after("sex", row)
    return at(sheets, "said", "calculation")


def with_places(sheets, region):
    """A list of districts that the region filters."""
    sheets.choices += [
        answer("region", "1", "North", "Nord", "Norte", "Setentrião", "الشمال", "Север"),
        answer("region", "2", "South", "Sud", "Sur", "Sul", "الجنوب", "Юг"),
        answer("district", "11", "A", "A", "A", "A", "A", "A") | {"region": "1"},
        answer("district", "12", "B", "B", "B", "B", "B", "B") | {"region": region},
    ]
    sheets.after(
        "welcome",
        {"type": "select_one region", "name": "region", **SIX},
        {"type": "select_one district", "name": "district", "choice_filter": "region = ${region}",
         **labelled("Which?", "Lequel ?", "¿Cuál es?", "Qual é?", "أي منها؟", "Какой из них?")},
    )  # fmt: skip


@plant("filter-mismatch")
def answer_that_a_filter_never_shows(sheets):
    with_places(sheets, "3")
    return "choices", 1 + len(sheets.choices), "region"


@plant("filter-mismatch")
def filter_that_leaves_nothing(sheets):
    with_places(sheets, "1")
    return at(sheets, "district", "choice_filter")


@plant("consent-ignored")
def those_are_asked_who_did_not_agree(sheets):
    sheets.set("interview", relevant="${consent} = '2'")
    return at(sheets, "first_name", "relevant")


@plant("duplicate-choice")
def code_that_programs_read_as_another(sheets):
    row = sheets.choice_row("answer", "9")
    sheets.choice("answer", "9")["name"] = "08"
    return "choices", row, "name"


@plant("unknown-code")
def code_that_is_the_same_number_and_not_the_same_text(sheets):
    return changed(sheets, "job", "relevant", "${worked} = '01'")


@plant("unknown-code")
def label_in_the_place_of_a_code(sheets):
    return changed(sheets, "job", "relevant", "${worked} = 'Yes'")


@plant("unused-list")
def list_misspelt_in_the_sheet_of_choices(sheets):
    row = sheets.choice_row("hazards", "dust")
    sheets.choice("hazards", "dust")["list_name"] = "hazrds"
    return "choices", row, "list_name"


@plant("no-expression")
def operator_in_capitals(sheets):
    return changed(sheets, "worked", "relevant", "${age} >= 5 AND ${age} < 90")


@plant("bare-word")
def yes_in_the_column_of_relevance(sheets):
    return changed(sheets, "worked", "relevant", "yes")


@plant("bare-word")
def reference_without_its_signs(sheets):
    return changed(sheets, "worked", "relevant", "age >= 5")


@plant("unknown-appearance")
def expression_in_the_column_of_appearance(sheets):
    return changed(sheets, "hours", "appearance", "${worked}='1'")


@plant("stray-space")
def space_before_the_name_of_a_list(sheets):
    row = sheets.choice_row("sex", "2")
    sheets.choice("sex", "2")["list_name"] = " sex"
    return "choices", row, "list_name"


@plant("unreachable")
def limits_the_other_way_round(sheets):
    return changed(sheets, "worked", "relevant", "${age} > 17 and ${age} < 5")


@plant("unreachable")
def group_that_nobody_enters(sheets):
    return changed(sheets, "alone", "relevant", "${age} >= 18 and selected(${sex}, '3')")


@plant("later-question")
def message_with_a_later_question(sheets):
    column = "constraint_message::English (en)"
    sheets.after("consent", {"type": "text", "name": "later", **SIX})
    return changed(sheets, "hh_number", column, "From 1 to 999, not ${later}")


@plant("outside-repeat")
def label_with_an_answer_of_a_repeat(sheets):
    row = {"type": "note", "name": "thanks", **{key: f"{text} ${{first_name}}"
                                                for key, text in SIX.items()}}  # fmt: skip
    sheets.after("members", row)
    return at(sheets, "thanks", "label::English (en)")


@plant("blank-sum")
def difference_of_answers_without_a_guard(sheets):
    row = {
        "type": "calculate",
        "name": "left",
        "bind::type": "int",
        "calculation": "168 - ${hours}",
    }
    sheets.after("hours_told", row)
    return at(sheets, "left", "calculation")


@plant("blank-sum")
def greatest_of_answers_that_may_be_blank(sheets):
    row = {"type": "calculate", "name": "most", "bind::type": "int", "calculation": "max(${hours})"}
    sheets.after("work_hours", row)
    return at(sheets, "most", "calculation")


@plant("unknown-type")
def begin_of_a_group_in_one_word(sheets):
    row = sheets.question("alone")
    row["type"] = "begingroup"
    return at(sheets, "alone", "type")


@plant("limit-twice")
def limit_the_wrong_way_round(sheets):
    return changed(sheets, "hours", "constraint", ". <= 0 and . <= 168")


@plant("limit-twice")
def age_group_without_an_upper_end(sheets):
    return changed(sheets, "worked", "relevant", "${age} >= 5 and ${age} >= 17")


@plant("code-unlike-others")
def refusal_with_another_code(sheets):
    row = sheets.choice_row("answer", "9")
    sheets.choices += [dict(sheets.choice("answer", "9"), list_name="third"),
                       dict(sheets.choice("answer", "8"), list_name="third")]  # fmt: skip
    sheets.choice("answer", "9")["name"] = "7"
    sheets.after("sex", {"type": "select_one third", "name": "third", **SIX})
    return "choices", row, "name"


@plant("no-calculation")
def calculation_in_the_column_of_defaults(sheets):
    row = sheets.question("members")
    row["default"] = row.pop("calculation")
    return at(sheets, "members", "calculation")


@plant("no-such-day")
def day_that_no_calendar_has(sheets):
    return changed(sheets, "job_began", "constraint", ". <= today() and . > date('2023-02-29')")


@plant("broken-pattern")
def pattern_that_is_not_closed(sheets):
    return changed(sheets, "first_name", "relevant", "regex(${hh_number}, '[0-9')")


@plant("other-in-english")
def other_that_pyxform_makes(sheets):
    return changed(sheets, "sex", "type", "select_one sex or_other")


def set_up(sheets, column, value):
    sheets.settings[0][column] = value
    return "settings", 2, column


@plant("bad-public-key")
def public_key_that_was_cut(sheets):
    return set_up(sheets, "public_key", "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA")


@plant("bad-public-key")
def public_key_that_is_a_word(sheets):
    return set_up(sheets, "public_key", "secret")


@plant("bad-address")
def address_of_no_server(sheets):
    return set_up(sheets, "submission_url", "central.example/submission")


@plant("unknown-style")
def style_of_no_tool(sheets):
    return set_up(sheets, "style", "page")


@plant("outside-repeat")
def interview_named_by_an_answer_of_a_repeat(sheets):
    return set_up(sheets, "instance_name", "concat('HH ', ${age})")
