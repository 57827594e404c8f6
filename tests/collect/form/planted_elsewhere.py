"""One fault each in the other form, invented before the list of faults was looked at.

A plant gives sheet, row and column where it may be told; None stands for the row, or the sheet, as
a whole. Of 57 the check of November 2026 found 49, two of them at another place than was expected,
which is as good: the filter, and the name of the sheet. It did not know broken patterns, days that
no calendar has, `or_other` in two languages, a name of the interview out of a repeat, public keys
and addresses that are none, and styles that there are not. And it knew neither the consent nor the
check for listeners of this form, so that pyxform was never asked about the range.
"""

from tests.collect.form.other_form import AR, PT, answer, choice_cell, new_choice, row, setting


def comparison_without_a_left_side(b):
    return b.set("escola", "relevant", "${idade} >= 5 and <= 24")


def equals_written_twice(b):
    return b.set("conversa", "relevant", "${acordo} == '1'")


def curly_quotes(b):
    return b.set("conversa", "relevant", "${acordo} = \u20181\u2019")


def brace_left_open(b):
    return b.set("tarefa", "relevant", "${idade >= 5")


def name_in_other_letters(b):
    return b.set("tarefa", "relevant", "${Idade} >= 5")


def and_of_programmers(b):
    return b.set("escola", "relevant", "${idade} >= 5 && ${idade} <= 24")


def relevance_of_its_own_answer(b):
    return b.set("hectares", "relevant", "${hectares} > 0")


def type_written_together(b):
    return b.set("terra", "type", "selectone resposta")


def list_with_letters_swapped(b):
    return b.set("terra", "type", "select_one respsota")


def repeat_ended_as_a_group(b):
    b.q("pagamento", 1)["type"] = "end_group"
    return "survey", b.at("pagamento", 1), "type"


def limits_the_wrong_way_round(b):
    return b.set("idade", "constraint", ". >= 110 and . <= 0")


def adults_who_are_children(b):
    return b.set("ameaca", "relevant", "${a_sos} = '1' and ${idade} < 15")


def calculate_of_nothing(b):
    b.q("pago").pop("calculation")
    return "survey", b.at("pago"), ("calculation", "type", None)


def required_in_portuguese(b):
    return b.set("horas", "required", "sim")


def number_of_repeats_in_words(b):
    return b.set("pessoa", "repeat_count", "três")


def repeats_counted_from_inside(b):
    return b.set("tarefa", "repeat_count", "${horas}")


def filter_by_a_column_that_is_not_there(b):
    return b.set("vila", "choice_filter", "provincia = ${regiao}")


def range_with_no_step(b):
    return b.set("dificuldade", "parameters", "start=0 end=10 step=0")


def day_that_no_calendar_has(b):
    return b.set("dia", "constraint", ". <= today() and . > date('2026-02-30')")


def label_from_a_deeper_repeat(b):
    b.q("hectares")[f"label::{PT}"] = "Quantos hectares, com ${valor} pagos?"
    return "survey", b.at("hectares"), f"label::{PT}"


def sum_of_names(b):
    return b.set("horas_todas", "calculation", "sum(${oficio})")


def appearance_with_a_letter_missing(b):
    return b.set("oficio", "appearance", "minmal")


def default_that_is_no_choice(b):
    return b.set("terra", "default", "3")


def default_in_words(b):
    return b.set("horas", "default", "doze")


def bracket_left_open_in_a_pattern(b):
    return b.set("nome", "constraint", "regex(., '[A-Z')")


def repeat_as_a_number(b):
    at = b.after(
        "tarefa",
        row("note", "so_um", "Um só trabalho", "عمل واحد فقط", relevant="${pagamento} > 2"),
    )
    return "survey", at, "relevant"


def if_without_its_other_half(b):
    return b.set("horas_todas", "calculation", "if(${idade} > 5, sum(${horas}))")


def function_in_portuguese(b):
    return b.set("horas_todas", "calculation", "soma(${horas})")


def note_that_must_be_answered(b):
    return b.set("bemvindo", "required", "yes")


def nobody_can_fill_it(b):
    b.q("n_pessoas")["read_only"] = "yes"
    return "survey", b.at("n_pessoas"), ("read_only", "required")


def other_without_translation(b):
    return b.set("terra", "type", "select_one resposta or_other")


def label_taken_for_the_code(b):
    return b.set("hectares", "relevant", "${terra} = 'Sim'")


def header_with_letters_swapped(b):
    b.rename("survey", "relevant", "relevent")
    return "survey", 1, "relevent"


def one_colon_only(b):
    b.rename("survey", f"label::{AR}", f"label:{AR}:")
    return "survey", 1, f"label:{AR}:"


def language_without_its_accent(b):
    b.rename("choices", f"label::{PT}", "label::Portugues (pt)")
    return "choices", 1, "label::Portugues (pt)"


def constraint_of_another_question(b):
    return b.set("hectares", "constraint", "${idade} > 0 and ${idade} < 1000")


def asked_before_it_is_known(b):
    return b.set("vila", "relevant", "${terra} = '1'")


def trigger_that_is_not_there(b):
    b.q("horas_todas")["trigger"] = "${hora}"
    return "survey", b.at("horas_todas"), "trigger"


def two_codes_alike(b):
    return new_choice(b, answer("oficio", "campo", "Casa", "البيت"), "name")


def code_in_two_words(b):
    return choice_cell(b, "perigo", "po", "name", "muito po")


def code_forgotten(b):
    one = answer("oficio", None, "Casa", "البيت")
    one.pop("name")
    return new_choice(b, one, "name")


def arabic_forgotten(b):
    return choice_cell(b, "oficio", "pesca", f"label::{AR}", None)


def two_labels_alike(b):
    return choice_cell(b, "oficio", "campo", f"label::{PT}", "Pesca")


def village_of_no_region(b):
    return choice_cell(b, "vila", "praia", "regiao", "sull")


def list_that_nobody_asks(b):
    return new_choice(b, answer("cores", "azul", "Azul", "أزرق"), "list_name")


def region_without_a_village(b):
    choice_cell(b, "vila", "praia", "regiao", "norte")
    return "survey", b.at("vila"), "choice_filter"


def sheet_in_portuguese(b):
    b.names["choices"] = "escolhas"
    return "choices", None, None


def id_in_two_words(b):
    return setting(b, "form_id", "trabalho familia")


def version_forgotten(b):
    b.settings[0].pop("version")
    return "settings", (1, 2, None), ("version", None)


def language_that_is_none(b):
    return setting(b, "default_language", "English (en)")


def name_of_an_interview_from_a_repeat(b):
    return setting(b, "instance_name", "concat(${regiao}, ${nome})")


def name_of_an_interview_from_nowhere(b):
    return setting(b, "instance_name", "concat(${regiao}, ${aldeia})")


def settings_header_misspelt(b):
    b.rename("settings", "form_title", "form_tilte")
    return "settings", 1, "form_tilte"


def key_that_is_no_key(b):
    return setting(b, "public_key", "segredo")


def address_without_its_protocol(b):
    return setting(b, "submission_url", "central.exemplo/submission")


def settings_twice(b):
    b.settings.append(dict(b.settings[0], version="2026-03"))
    return "settings", 3, None


def style_that_is_none(b):
    return setting(b, "style", "pagina")


PLANTS = {
    name: one for name, one in list(globals().items()) if getattr(one, "__module__", "") == __name__
}
