"""Numbers and dates as languages write them.

Reference: CLDR 47 as its charts print it for each language (decimal and group signs, per cent,
long dates, plural categories), typed in here by hand.
"""

import pytest

from measure87.disseminate.locale.written_numbers import Numbers, by_its_letters

HEADS = {
    "en": ("en_GB", "ltr", "latn", ", "),
    "fr": ("fr", "ltr", "latn", ", "),
    "es": ("es", "ltr", "latn", ", "),
    "pt": ("pt", "ltr", "latn", ", "),
    "ru": ("ru", "ltr", "latn", ", "),
    "ar": ("ar", "rtl", "latn", "، "),
    "ar-arab": ("ar", "rtl", "arab", "، "),
}


def writing(code):
    locale, direction, numbering, comma = HEADS[code]
    return Numbers(
        {"locale": locale, "direction": direction, "numbering": numbering, "comma": comma,
         "semicolon": "; "}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "number", "share", "day"),
    [
        ("en", "12,345.7", "95%", "1 May 2026"),
        ("fr", "12\u202f345,7", "95\u00a0%", "1 mai 2026"),
        ("es", "12.345,7", "95\u00a0%", "1 de mayo de 2026"),
        ("pt", "12.345,7", "95%", "1 de maio de 2026"),
        ("ru", "12\u00a0345,7", "95\u00a0%", "1 мая 2026\u202fг."),
        ("ar", "\u206612,345.7\u2069", "\u206695%\u2069", "1 مايو 2026"),
        ("ar-arab", "\u2066١٢٬٣٤٥٫٧\u2069", "\u2066٩٥٪؜\u2069", "١ مايو ٢٠٢٦"),
    ],
)
def test_numbers_shares_and_days_are_those_of_the_language(code, number, share, day):
    written = writing(code)
    assert written.number(12345.678, 1) == number
    assert written.share(0.95) == share
    assert " ".join(written.day("2026-05-01").split()) == " ".join(day.split())


def test_a_share_between_whole_per_cent_has_a_decimal():
    assert writing("en").share(0.975) == "97.5%"
    assert writing("fr").share(0.975) == "97,5\u00a0%"
    assert writing("en").share(1 - 0.1) == "90%"


def test_what_is_nearly_nought_is_not_nought():
    assert writing("en").number(0.0004, 2) == "<0.01"
    assert writing("ar").number(0.0004, 2) == "\u2066<0.01\u2069"
    assert writing("en").number(0.0, 2) == "0.00"
    assert writing("en").number(-0.2) == "<1"


@pytest.mark.parametrize(("code", "one", "few", "many"), [("ru", 21, 23, 11), ("ar", 1, 103, 11)])
def test_plurals_are_those_of_the_language(code, one, few, many):
    written = writing(code)
    assert [written.plural(n) for n in (one, few, many)] == ["one", "few", "many"]
    assert {"one", "few", "many", "other"} <= written.plurals


def test_enumerations_have_the_signs_of_the_language():
    assert writing("en").listing(["a", "b", "c"]) == "a, b and c"
    assert writing("fr").listing(["a", "b", "c"]) == "a, b et c"
    assert writing("ar").commas(["أ", "ب"]) == "أ، ب"


def test_a_text_that_is_no_day_and_a_country_that_is_none_stay():
    assert writing("fr").day("spring 2026") == "spring 2026"
    assert writing("es").country("DEU") == "Alemania"
    assert writing("es").country("ZZZ") == "ZZZ"
    assert writing("es").country("Inventia") == "Inventia"


def test_an_interval_is_one_whole_from_left_to_right():
    written = writing("ar")
    inner = f"{written.number(1.25, 2)} – {written.number(3.5, 2)}"
    assert written.whole(inner) == "\u20661.25 – 3.50\u2069"
    assert writing("ru").whole("1 – 2") == "1 – 2"


def test_an_interval_with_a_word_in_it_runs_as_the_word_does_and_its_numbers_do_not():
    written = writing("ar")
    inner = f"{written.number(1.25, 2)} إلى {written.number(3.5, 2)}"
    assert written.whole(inner) == "\u2067\u20661.25\u2069 إلى \u20663.50\u2069\u2069"


def test_the_plural_follows_the_number_as_it_is_shown():
    russian = writing("ru")
    assert russian.plural(russian.number(14_504.6).amount) == russian.plural(14_505)
    assert russian.plural(russian.number(1.04, 1).amount) == "one"


def test_a_text_runs_as_its_letters_do_whichever_stand_first():
    assert by_its_letters("Male ناقص Female") == "\u2067Male ناقص Female\u2069"
    assert by_its_letters("Male") == "\u2068Male\u2069"
    assert by_its_letters("٩٥٪") == "\u2068٩٥٪\u2069", "digits are no letters"
