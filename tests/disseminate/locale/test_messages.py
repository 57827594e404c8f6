"""Warnings and refusals in the words of a language, by code and values."""

import re

import pytest

from measure87.disseminate.locale.marked import Foreign
from measure87.disseminate.pages.kit.wording import filled, words
from measure87.disseminate.pages.survey.in_language import Labels
from measure87.disseminate.pages.survey.messages import refusal_text, warning_text
from measure87.disseminate.pages.world.world_words import world_words
from measure87.vocabulary.estimate import Notice, Refusal
from tests.disseminate.locale.pseudo_language import pseudo_language

TITLES = {"child_labour": "Children in child labour"}


def entry(code, text="the sentence of the run", /, **values):
    return Notice(code, text, values)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (entry("single-cluster-stratum", strata=1, rule="adjust"),
         "1 stratum has one cluster only: the cluster's distance from the mean of all clusters"),
        (entry("single-cluster-stratum", strata=12, rule="remove"),
         "12 strata have one cluster only: such a cluster adds nothing to the variance."),
        (entry("missing-numbers", measure="child_labour", persons=1204),
         "Children in child labour: 1,204 persons without a number are left out"),
        (entry("missing-numbers", measure="child_labour", persons="not-shown"),
         "Children in child labour: a few persons without a number are left out"),
        (entry("unmapped-code", variable="HL4", code="9", rows={"below": 25}, item="sex"),
         "HL4: code 9 in fewer than 25 rows is not mapped"),
        (entry("out-of-range", variable="CB3", rows=30, minimum=0.0, maximum=120.0,
               item="age_years"), "CB3: 30 rows outside 0 to 120; they are taken as not stated"),
        (entry("absent-columns", file="p.csv", items=["sex", "heights", "heights"]),
         "p.csv does not have: sex; "),
        (entry("many-absent-columns", file="p.csv", columns=7),
         "p.csv does not have 7 optional columns of the mapping"),
        (entry("published-before", measures=["child_labour", "other"]),
         "Figures that are not shown now were shown in an earlier release: Children in child "
         "labour and other."),
        (entry("few-left-or-came", measures=["child_labour"]),
         "So few persons left or came since an earlier release that some figures are not shown: "
         "Children in child labour."),
        (entry("weights-changed", measures=["child_labour"]), "Weights or design changed since an"),
        (entry("answers-changed", measures=["child_labour"]), "Counts moved by one or two persons"),
        (entry("measures-of-earlier", measures=["child_labour"], named=["other"]),
         "Groups of few cases are not shown (Children in child labour) where an earlier release "
         "shows few of measures that this one does not have: other. A release that has these too"),
        (entry("no-longer-shown", hidden=522, shown=673),
         "Figures that the last release shows are not shown here (522 of 673), for"),
        (entry("other-persons"), "An earlier release was of other persons."),
        (entry("nothing-released-before", name="A. Head", date="2026-11-28"),
         "A. Head stated on 2026-11-28 that nothing was released before."),
        (entry("ledger-destroyed", date="2036-11-28"),
         "What was kept of earlier releases was destroyed on 2036-11-28."),
        (entry("out-of-range", variable="CB3", rows="not-shown", minimum=0.0, maximum=120.0,
               item="age_years"), "CB3: some rows outside 0 to 120"),
    ],
)  # fmt: skip
def test_a_warning_is_said_by_its_code_and_values(given, said):
    assert warning_text(given, TITLES, words("en")).startswith(said)


A_FEW = {
    "en": "T: a few persons without a number are left out; a total does not stand for them.",
    "fr": "T : quelques personnes sans nombre sont laissées de côté ; un total ne vaut pas pour "
    "elles.",
    "es": "T: se deja fuera a unas pocas personas sin número; un total no las representa.",
    "pt": "T: algumas pessoas sem número ficam de fora; um total não as representa.",
    "ru": "T: исключено несколько лиц без числового значения; итог их не представляет.",
    "ar": "T: استُبعد عدد قليل من الأشخاص لعدم وجود قيمة عددية لهم؛ والمجموع لا يمثلهم.",
}


@pytest.mark.parametrize(("language", "said"), A_FEW.items())
def test_a_few_persons_are_said_as_the_language_says_them(language, said):
    given = entry("missing-numbers", measure="x", persons="not-shown")
    text = warning_text(given, {"x": "T"}, words(language))
    assert text.replace("\xa0", " ").replace("\u202f", " ") == said


LEDGER = {
    "few-left-or-came": {"measures": ["x"]},
    "weights-changed": {"measures": ["x"]},
    "answers-changed": {"measures": ["x"]},
    "measures-of-earlier": {"measures": ["x"], "named": ["y"]},
    "other-persons": {},
    "no-longer-shown": {"hidden": 522, "shown": 673},
    "weights-of-inputs": {"measures": ["x"]},
    "few-in-one-input": {"measures": ["x"]},
    "inputs-share-persons": {},
    "nothing-released-before": {"name": "A. Head", "date": "2026-11-28"},
    "ledger-destroyed": {"date": "2036-11-28"},
}


@pytest.mark.parametrize("language", A_FEW)
def test_what_the_ledger_hides_is_said_in_every_language(language):
    said = {code: warning_text(entry(code, **values), {"x": "T"}, words(language))
            for code, values in LEDGER.items()}  # fmt: skip
    assert all(said.values())
    english = {code: warning_text(entry(code, **values), {"x": "T"}, words("en"))
               for code, values in LEDGER.items()}  # fmt: skip
    assert language == "en" or not {*said.values()} & {*english.values()}
    assert "A. Head" in str(said["nothing-released-before"])


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("cases", "said"),
    [
        (35, {"en": ": 35. ", "fr": ": 35. "}),
        ({"below": 25}, {"en": ": fewer than 25. ", "fr": ": moins de 25. "}),
        ("not-shown", {"en": ": some. ", "fr": ": quelques-uns. "}),
    ],
)
def test_cases_interviewed_twice_are_counted_unless_they_are_few(language, cases, said):
    given = entry("cases-interviewed-twice", cases=cases, named=["cluster", "household"])
    text = warning_text(given, {}, words(language))
    assert "(cluster, household)" in text
    assert said[language] in text


def test_russian_says_21_as_it_says_1():
    given = entry("missing-numbers", measure="x", persons=21)
    assert warning_text(given, {"x": "T"}, words("ru")).startswith("T: исключено 21 лицо без")


AGES = [
    ("en", "5-17", "5-17 years"),
    ("ru", "5-17", "5–17 лет"),
    ("ru", "18-24", "18–24 года"),
    ("ar", "5-17", "5-17 سنة"),
]


@pytest.mark.parametrize(("language", "code", "said"), AGES)
def test_the_last_age_of_a_group_chooses_the_plural(language, code, said):
    labels = Labels(None, words(language)).of({"age": code}, {"age": f"{code} years"})
    assert re.sub("[\u2066-\u2069]", "", labels["age"]) == said


def test_countries_of_21_are_said_in_russian_as_of_1():
    russian = world_words("ru")
    assert russian.text("world.part_of_all", count=5, all=21) == "5 из 21 страны"
    assert russian.text("world.part_of_all", count=5, all=25) == "5 из 25 стран"
    assert russian.age(15, 21) == "от 15 до 21 года"
    assert russian.age(18, None) == "18 лет и старше"


def test_a_value_that_is_no_number_takes_the_plural_of_all_others():
    text = {"plural": "n", "one": "{n} personne", "other": "{n} personnes"}
    french = words("fr")
    assert filled(text, {"n": "quelques"}, french) == "quelques personnes"
    assert filled(text, {"n": french.number(0)}, french) == "0 personne"


def test_a_warning_without_its_values_is_the_sentence_of_the_run():
    given = Notice("missing-numbers", "child_labour: 7 persons are left out")
    assert warning_text(given, TITLES, words("en")) == given.text


@pytest.mark.parametrize("period", ["12 months", {"stated": "12 months", "unit": 12}, {}])
def test_a_warning_whose_values_are_not_as_declared_is_the_sentence_of_the_run(period):
    given = entry("rounds-period", measures=[], source="x", period=period, earlier_period=period)
    assert warning_text(given, {}, words("en")) == given.text


def test_a_sentence_that_only_english_has_is_marked_as_english(tmp_path, monkeypatch):
    pseudo_language(tmp_path, monkeypatch)
    said = warning_text(entry("mapping"), TITLES, words("xx"))
    assert isinstance(said, Foreign)
    assert said.lang == "en"


def test_what_a_method_of_lists_warns_of_is_what_its_code_means(tmp_path, monkeypatch):
    pseudo_language(tmp_path, monkeypatch)
    text = "bic: fewer than 1 of 5000 samples lie beyond the upper limit"
    said = warning_text(entry("upper-limit-at-the-edge", text), {}, words("xx"))
    assert said.startswith("⟦Lowest BIC")
    assert "samples lie beyond" not in said
    assert "5000" in warning_text(entry("upper-limit-at-the-edge", text), {}, words("en"))


def test_a_refusal_names_what_is_missing_in_words():
    missing = {"missing": ["age_years", "household_id or line"]}
    given = Refusal("m", "questionnaire", "x", values=missing)
    said = refusal_text(given, words("en"))
    assert said.startswith("the questionnaire lacks: age at interview; ")
    assert "household_id" not in said
    group = Refusal("m", "no-such-variable", "x", group={"wealth_quintile": "*"})
    assert refusal_text(group, words("en")) == (
        "the data have no wealth quintile; map a variable to it"
    )


@pytest.mark.parametrize(
    ("language", "of_one"),
    [("fr", r": (sa|elle) |sienne"), ("es", r": (su|cuenta|no añade) |suya"),
     ("pt", r": (a sua|conta|nada acrescenta) |sua\b")],
)  # fmt: skip
@pytest.mark.parametrize("rule", ["adjust", "average", "certainty", "remove"])
def test_what_is_done_with_several_strata_is_not_said_as_of_one(language, of_one, rule):
    given = entry("single-cluster-stratum", strata=46, rule=rule)
    said = warning_text(given, TITLES, words(language))
    assert said.startswith("46 ")
    assert not re.search(of_one, said), said
