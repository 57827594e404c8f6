"""One change each to the clean form, in sheets, names, lists, languages and spelling."""

from datetime import date

from tests.collect.form.clean_form import answer, labelled
from tests.collect.form.planted_logic import SIX, at, changed

WRITING = {}
"""Name of a plant -> (code, function that plants it and gives sheet, row and header)."""


def plant(code):
    def kept(function):
        assert function.__name__ not in WRITING
        WRITING[function.__name__] = (code, function)
        return function

    return kept


@plant("no-sheet")
def sheet_misspelt(sheets):
    sheets.names["settings"] = "setings"
    return "settings", None, None


@plant("no-column")
def column_of_types_missing(sheets):
    sheets.rename_column("survey", "type", "kind_of_row")
    return "survey", 1, "type"


@plant("duplicate-column")
def column_twice(sheets):
    sheets.columns["survey"].append("relevance")
    sheets.set("worked", relevance="${age} >= 5")
    return "survey", 1, "relevance"


@plant("unknown-column")
def header_misspelt(sheets):
    sheets.rename_column("survey", "relevant", "relevent")
    return "survey", 1, "relevent"


@plant("unknown-column")
def header_of_a_language_with_one_colon(sheets):
    sheets.rename_column("survey", "hint::English (en)", "hint:English (en)")
    return "survey", 1, "hint:English (en)"


@plant("unknown-column")
def header_of_choices_misspelt(sheets):
    sheets.rename_column("choices", "label::Français (fr)", "lable::Français (fr)")
    return "choices", 1, "lable::Français (fr)"


@plant("misplaced-cell")
def value_under_no_header(sheets):
    sheets.loose[sheets.row("worked"), 60] = "${age} >= 5"
    return "survey", sheets.row("worked"), "BH"


@plant("no-type")
def row_without_a_type(sheets):
    sheets.after("hazard_other", {"name": "what", **SIX})
    return at(sheets, "what", "type")


@plant("no-list-name")
def answer_without_a_list(sheets):
    sheets.choices.append({"name": "3", **SIX})
    return "choices", 1 + len(sheets.choices), "list_name"


@plant("cell-error")
def error_of_the_spreadsheet(sheets):
    return changed(sheets, "welcome", "label::English (en)", "#N/A")


@plant("cell-date")
def date_of_the_spreadsheet(sheets):
    return changed(sheets, "job_began", "default", date(2025, 1, 2))


@plant("invisible-sign")
def space_that_does_not_break(sheets):
    return changed(sheets, "worked", "relevant", "${age}\u00a0>= 5")


@plant("stray-space")
def space_after_a_code(sheets):
    row = sheets.choice_row("sex", "2")
    sheets.choice("sex", "2")["name"] = "2 "
    return "choices", row, "name"


@plant("settings-rows")
def settings_in_two_rows(sheets):
    sheets.settings.append({"form_title": "Another"})
    return "settings", 3, "form_title"


@plant("no-version")
def no_version(sheets):
    del sheets.settings[0]["version"]
    return "settings", 2, "version"


@plant("no-form-id")
def no_form_id(sheets):
    del sheets.settings[0]["form_id"]
    return "settings", 2, "form_id"


@plant("no-title")
def no_title(sheets):
    del sheets.settings[0]["form_title"]
    return "settings", 2, "form_title"


@plant("form-id")
def form_id_with_a_space(sheets):
    sheets.settings[0]["form_id"] = "hh work"
    return "settings", 2, "form_id"


@plant("unknown-language")
def default_language_of_no_column(sheets):
    sheets.settings[0]["default_language"] = "English"
    return "settings", 2, "default_language"


@plant("begin-without-end")
def group_without_end(sheets):
    sheets.survey.remove([row for row in sheets.survey if row["type"] == "end_group"][-1])
    return at(sheets, "interview", "type")


@plant("end-without-begin")
def end_without_begin(sheets):
    sheets.survey.append({"type": "end_group", "name": "nothing"})
    return at(sheets, "nothing", "type")


@plant("end-of-another")
def end_of_another_section(sheets):
    rows = sheets.survey
    first, second = (n for n, row in enumerate(rows) if row["type"] in ("end_repeat", "end_group")
                     and row["name"] in ("alone", "member"))  # fmt: skip
    rows[first], rows[second] = rows[second], rows[first]
    return "survey", first + 2, "type"


@plant("empty-section")
def group_without_questions(sheets):
    sheets.after("hours_told", {"type": "begin_group", "name": "empty", **SIX},
                 {"type": "end_group", "name": "empty"})  # fmt: skip
    return at(sheets, "empty", "type")


@plant("no-name")
def question_without_a_name(sheets):
    sheets.after("hours_told", {"type": "text", **SIX})
    return "survey", sheets.row("hours_told") + 1, "name"


@plant("name-not-xml")
def name_that_begins_with_a_digit(sheets):
    sheets.set("hazard_other", name="2nd_hazard")
    return at(sheets, "2nd_hazard", "name")


@plant("name-not-portable")
def name_with_a_hyphen(sheets):
    sheets.set("hazard_other", name="hazard-other")
    return at(sheets, "hazard-other", "name")


@plant("name-too-long")
def name_too_long(sheets):
    name = "hazard_other_than_those_of_the_list"
    sheets.set("hazard_other", name=name)
    return at(sheets, name, "name")


@plant("name-reserved")
def name_of_a_word_of_stata(sheets):
    sheets.set("hazard_other", name="using")
    return at(sheets, "using", "name")


@plant("duplicate-name")
def name_twice(sheets):
    sheets.set("hazard_other", name="first_name")
    return "survey", sheets.row("hazard") + 1, "name"


@plant("name-case")
def name_that_differs_in_case(sheets):
    sheets.set("hazard_other", name="Age")
    return at(sheets, "Age", "name")


@plant("unknown-type")
def type_that_there_is_not(sheets):
    return changed(sheets, "hours", "type", "interger")


@plant("no-list")
def select_without_a_list(sheets):
    return changed(sheets, "hazard", "type", "select_multiple")


@plant("unknown-list")
def list_that_there_is_not(sheets):
    return changed(sheets, "sex", "type", "select_one sexes")


@plant("unused-list")
def list_that_nobody_asks_from(sheets):
    sheets.choices.append(
        answer("area", "1", "Urban", "Urbain", "Urbano", "Urbana", "حضر", "Город")
    )
    return "choices", 1 + len(sheets.choices), "list_name"


@plant("no-choice-name")
def answer_without_a_code(sheets):
    row = sheets.choice_row("sex", "2")
    del sheets.choice("sex", "2")["name"]
    return "choices", row, "name"


@plant("choice-name")
def code_with_a_space(sheets):
    row = sheets.choice_row("hazards", "loads")
    sheets.choice("hazards", "loads")["name"] = "heavy loads"
    return "choices", row, "name"


@plant("no-choice-label")
def answer_without_a_label(sheets):
    row = sheets.choice("sex", "2")
    for header in [one for one in row if one.startswith("label")]:
        del row[header]
    return "choices", sheets.choice_row("sex", "2"), "label"


@plant("duplicate-choice")
def code_twice(sheets):
    row = sheets.choice_row("sex", "2")
    sheets.choice("sex", "2")["name"] = "1"
    return "choices", row, "name"


@plant("duplicate-choice-label")
def label_of_an_answer_twice(sheets):
    sheets.choice("sex", "2")["label::English (en)"] = "Male"
    return "choices", sheets.choice_row("sex", "2"), "label::English (en)"


@plant("no-translation")
def label_missing_in_a_language(sheets):
    del sheets.question("hours")["label::Português (pt)"]
    return at(sheets, "hours", "label::Português (pt)")


@plant("no-translation")
def hint_missing_in_a_language(sheets):
    del sheets.question("worked")["hint::Русский (ru)"]
    sheets.columns["survey"].append("hint::Русский (ru)")
    sheets.columns["survey"] = list(dict.fromkeys(sheets.columns["survey"]))
    return at(sheets, "worked", "hint::Русский (ru)")


@plant("no-translation")
def message_missing_in_a_language(sheets):
    del sheets.question("age")["constraint_message::العربية (ar)"]
    return at(sheets, "age", "constraint_message::العربية (ar)")


@plant("no-translation")
def answer_missing_in_a_language(sheets):
    del sheets.choice("answer", "9")["label::Español (es)"]
    return "choices", sheets.choice_row("answer", "9"), "label::Español (es)"


@plant("no-translation-column")
def column_missing_in_a_language(sheets):
    header = "hint::Français (fr)"
    sheets.columns["survey"].remove(header)
    del sheets.question("worked")[header]
    return "survey", 1, header


@plant("column-of-no-language")
def column_without_a_language(sheets):
    sheets.columns["survey"].append("label")
    sheets.set("hours", label="Hours")
    return "survey", 1, "label"


@plant("language-two-ways")
def language_in_two_ways(sheets):
    sheets.rename_column("choices", "label::Français (fr)", "label::French (fr)")
    return "choices", 1, "label::French (fr)"


@plant("wrong-script")
def text_in_the_column_of_another_language(sheets):
    return changed(sheets, "hours", "label::العربية (ar)", "Hours in the last 7 days of work")


@plant("not-translated")
def text_that_was_copied(sheets):
    text = sheets.question("hours")["label::English (en)"]
    return changed(sheets, "hours", "label::Français (fr)", text)


@plant("other-references")
def text_that_names_no_question_in_one_language(sheets):
    return changed(sheets, "sex", "label::Français (fr)", "Sexe de la personne")


@plant("unclosed-quote")
def quote_that_is_not_closed(sheets):
    return changed(sheets, "job", "relevant", "${worked} = '1")


@plant("smart-quotes")
def quotes_of_a_word_processor(sheets):
    return changed(sheets, "job", "relevant", "${worked} = ‘1’")


@plant("unbalanced")
def parenthesis_too_few(sheets):
    return changed(sheets, "hours_told", "calculation", "if(${hours}='',0,${hours}")


@plant("unbalanced")
def parenthesis_too_many(sheets):
    return changed(sheets, "hours_told", "calculation", "if(${hours}='',0,${hours}))")


@plant("broken-reference")
def reference_without_its_brace(sheets):
    return changed(sheets, "worked", "relevant", "${age >= 5")


@plant("broken-reference")
def reference_with_spaces_in_a_label(sheets):
    return changed(sheets, "sex", "label::English (en)", "Sex of ${ first_name }")


@plant("foreign-operator")
def operator_of_another_language(sheets):
    return changed(sheets, "worked", "relevant", "${age} >= 5 && ${age} < 18")


@plant("no-expression")
def expression_that_ends_early(sheets):
    return changed(sheets, "worked", "relevant", "${age} >= 5 and")


@plant("too-deep")
def expression_nested_too_deep(sheets):
    return changed(sheets, "worked", "relevant", "(" * 90 + "${age} >= 5" + ")" * 90)


@plant("unknown-function")
def function_that_there_is_not(sheets):
    return changed(sheets, "work_hours", "calculation", "summe(${hours_told})")


@plant("wrong-arguments")
def argument_too_few(sheets):
    return changed(sheets, "hours_told", "calculation", "if(${hours}='',0)")


@plant("bare-word")
def word_without_quotes(sheets):
    return changed(sheets, "hazard_other", "relevant", "selected(${hazard}, other)")


@plant("unknown-column-of-choices")
def filter_by_a_column_that_there_is_not(sheets):
    return changed(sheets, "sex", "choice_filter", "area = ${age}")


@plant("pyxform-refuses")
def parameter_that_only_pyxform_knows(sheets):
    sheets.set("hazard_other", parameters="rows=many")
    return "survey", sheets.row("hazard_other"), None


__all__ = ["WRITING", "labelled"]
