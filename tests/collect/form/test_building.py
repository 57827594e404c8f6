"""Does a built form route people as ethics and the rules need it, and refuse what cannot be?"""

import re
from pathlib import Path

import pytest

import measure87
from measure87.collect.form.bank import LANGUAGES
from measure87.collect.form.building import build_form
from measure87.collect.form.country import read_country
from measure87.collect.form.mapping_of_form import mapping_of_form
from measure87.collect.form.model import SHOWN, Section, form_json, placed, read_form, repeats
from measure87.study.forms.promises import promised_measure
from measure87.vocabulary.errors import Measure87Error, StudyError

STANDARD = Path(measure87.__file__).parent / "collect/form/standard/country.toml"
TEXT = STANDARD.read_text("utf-8")


def built(folder, text=TEXT):
    (folder / "country.toml").write_text(text, "utf-8")
    return build_form(read_country(folder / "country.toml"))


@pytest.fixture(scope="module")
def form(tmp_path_factory):
    return built(tmp_path_factory.mktemp("standard"))


@pytest.fixture(scope="module")
def by_name(form):
    return {one.question.name: one for one in placed(form)}


def test_every_name_stands_once_and_every_word_in_every_language(form):
    names = [one.question.name for one in placed(form)]
    assert len(names) == len(set(names))
    for one in placed(form):
        question = one.question
        if question.kind in SHOWN:
            assert set(question.labels) == set(LANGUAGES), question.name
        if question.constraint:
            assert set(question.constraint_messages) == set(LANGUAGES), question.name
        told = form.list_of(question)
        assert (told is not None) == question.kind.startswith("select"), question.name
    assert all(set(c.labels) == set(LANGUAGES) for one in form.lists for c in one.choices)


def test_a_form_is_written_and_read_alike(form, tmp_path):
    (tmp_path / "form.json").write_bytes(form_json(form))
    assert read_form(tmp_path / "form.json") == form


def test_works_are_asked_within_persons(form):
    assert [[one.name for one in path if one.repeats] for path in repeats(form)] == [
        ["persons"],
        ["persons", "jobs"],
    ]


def test_every_code_in_a_condition_is_one_of_its_list(form, by_name):
    texts = [one.question.relevant for one in by_name.values()]
    texts += [section.relevant for one in by_name.values() for section in one.sections]
    texts += [one.question.calculation for one in by_name.values()]
    compared = re.findall(r"\$\{(\w+)\} !?= '([^']+)'", " ".join(texts))
    assert len(compared) > 100
    for name, code in compared:
        told = form.list_of(by_name[name].question)
        if told is not None:
            assert code in {choice.name for choice in told.choices}, (name, code)


def test_every_sensitive_question_can_be_refused(form, by_name):
    for one in by_name.values():
        question = one.question
        if not question.sensitive or question.kind == "note":
            continue
        told = form.list_of(question)
        if told is None:
            assert question.kind == "integer"
            assert ". = -9" in question.constraint, question.name
        else:
            refusals = {c.name for c in told.choices if c.says in ("refused", "unknown")}
            assert refusals, question.name


def test_every_sensitive_module_begins_with_a_way_to_stop_that_ends_the_rest(by_name):
    for one in by_name.values():
        if one.question.sensitive and one.question.module != "private_interview":
            asked = one.sections[-1]
            assert asked.relevant == f"${{stop_{one.question.module}}} = '1'"
    stops = [name for name in by_name if name.startswith("stop_")]
    in_jobs = [name for name in stops if by_name[name].table == "jobs"]
    for place, name in enumerate(in_jobs):
        block = by_name[name].sections[-1]
        for before in in_jobs[:place]:
            assert f"(${{{before}}} = '' or ${{{before}}} = '1')" in block.relevant


def test_no_proxy_is_asked_about_an_adults_freedom(by_name):
    assert "${respondent} = 'self'" in by_name["private_for"].question.calculation
    for one in by_name.values():
        if one.question.sensitive and one.table == "jobs":
            block = one.sections[-2]
            assert "${private_open} = '1'" in block.relevant, one.question.name
    opened = by_name["private_open"].question.calculation
    assert "${assent} = '1'" in opened
    assert "${private_consent} = '1'" in opened
    assert "${private} = '1'" in opened


def test_a_childs_block_needs_a_guardian_or_an_approved_waiver_and_assent(by_name):
    said = by_name["assent"].question.relevant
    assert "${guardian_consent} = '1' or ${waiver} != ''" in said
    asking = ("consent_household", "assent", "guardian_consent", "waiver")
    consents = [by_name[name].question.consent for name in asking]
    assert consents == ["person", "assent", "guardian", "waiver"]


def test_the_guardian_is_asked_before_anybody_is_alone_with_the_child(by_name):
    order = [n for n, one in by_name.items() if one.question.module == "private_interview"]
    wanted = ["guardian_consent", "waiver", "private", "assent"]
    assert [name for name in order if name in wanted] == wanted


def test_of_freedom_to_leave_no_consent_at_the_beginning_is_asked(by_name):
    """Nobody agrees beforehand to be held: the rule of the headline ignores it."""
    assert by_name["not_free_to_leave"].question.serves[0].column == "answer"
    without = {s.item for one in by_name.values() for s in one.question.serves
               if s.column == "consent_lacked"}  # fmt: skip
    assert "IN9" not in without
    assert {"IN3", "IN7", "INX"} < without


@pytest.mark.parametrize(
    "measure",
    [
        "forced_labour/icls20_2018/forced_labour_adults_narrow_consent",
        "forced_labour/icls20_2018:consent_in_four_items/forced_labour_consent_in_four_items",
        "forced_labour/icls20_2018:consent_always_asked/forced_labour_consent_always_asked",
    ],
)
def test_consent_to_being_held_is_asked_where_a_promised_measure_looks_at_it(tmp_path, measure):
    form = built(tmp_path, TEXT.replace("measures = [\n", f'measures = [\n  "{measure}",\n'))
    promised = promised_measure(form.measures[0]).measure
    assert promised.name == measure.rpartition("/")[2]
    (consent,) = (one.question for one in placed(form)
                  if one.question.name == "not_free_to_leave_consent")  # fmt: skip
    assert consent.serves[0].column == "consent_lacked"
    assert consent.relevant == "${not_free_to_leave} = '1'"


def test_each_coercion_says_stage_mode_and_by_whom(by_name):
    found = {
        (s.item, s.stage, s.mode, s.by_whom)
        for one in by_name.values()
        for s in one.question.serves
        if s.mode and s.by_whom
    }
    assert {item for item, *_ in found} == {f"CO{n}" for n in (1, 2, 3, 4, 5, 6)} | {"COX"}
    assert {stage for _, stage, _, _ in found} == {"RECRUITMENT", "DURING", "LEAVING"}
    for item, stage in {(item, stage) for item, stage, _, _ in found}:
        said = {(mode, by) for i, s, mode, by in found if (i, s) == (item, stage)}
        assert len(said) == 3 * 5


def test_names_of_people_and_places_are_marked(by_name):
    marked = {name for name, one in by_name.items() if one.question.identifier}
    assert marked == {"person_name", "position", "deviceid", "username", "job_title"}
    texts = {n for n, one in by_name.items() if one.question.kind in ("text", "geopoint")}
    assert texts - marked == {"industry", "occupation"}


def test_a_draft_says_so_and_each_title_says_that_its_words_are_machine_made(form, by_name):
    assert form.draft
    assert by_name["draft_note"].question.labels["fr"].startswith("PROJET")
    titles = [s.labels for s in form.children if isinstance(s, Section)]
    assert all("MACHINE" in one["en"] and "MACHINE" in one["fr"] for one in titles)
    assert "MACHINE-MADE" in by_name["wording_note"].question.labels["en"]


RECORDS = """
[ethics]
approval = "12/2026"
board = "National ethics board (invented)"

[cognitive_tests.en]
who = "Statistical office (invented)"
persons = 20
on = 2026-03-31
"""
IN_ENGLISH = TEXT.replace('["en", "fr", "es", "pt", "ar", "ru"]', '["en"]')
FIELD = IN_ENGLISH.replace("fieldwork = false", "fieldwork = true")


def refused(folder, text):
    with pytest.raises(Measure87Error) as error:
        built(folder, text)
    return error.value


def test_fieldwork_needs_an_ethics_approval_and_a_test_in_each_language(tmp_path):
    assert refused(tmp_path, FIELD).code == "no-ethics-approval"
    untested = FIELD + RECORDS.split("[cognitive_tests")[0]
    assert refused(tmp_path, untested).code == "no-cognitive-test"
    two = FIELD.replace('["en"]', '["en", "fr"]') + RECORDS
    assert "none in fr" in refused(tmp_path, two).text


def test_a_form_for_fieldwork_carries_its_records(tmp_path):
    form = built(tmp_path, FIELD + RECORDS)
    assert not form.draft
    assert form.ethics_approval == "12/2026, National ethics board (invented)"
    tests = {one.question.cognitive_test for one in placed(form) if one.question.serves}
    assert tests == {"en: Statistical office (invented), 20 people, 2026-03-31"}
    assert "draft_note" not in {one.question.name for one in placed(form)}


def test_a_module_that_another_needs_is_named(tmp_path):
    error = refused(tmp_path, TEXT.replace('"private_interview",', ""))
    assert isinstance(error, StudyError)
    assert error.code == "missing-module"
    assert "private_interview" in error.hint


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (TEXT.replace('"debt"', '"dept"'), "did you mean debt"),
        (TEXT.replace('country = "ZZZ"', 'country = "Utopia"'), "ISO 3166"),
        (TEXT.replace('reference_period = "12 months"', 'reference_period = "a while"'),
         "12 months"),
        (TEXT.replace('ru = "последние 12 месяцев"', ""), "each language"),
        (TEXT.replace('"ar", "ru"]', '"ar", "xx"]'), "en, fr, es, pt, ar, ru"),
        (TEXT.replace("alone_from", "alone_form"), "did you mean alone_from"),
        (re.sub(r"\[\[regions\]\][^\[]*", "", TEXT), "write one [[regions]]"),
        (TEXT.replace('code = "nurses"', 'code = "not_free"'), "give the group another code"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_country_file_is_told_with_what_to_write(tmp_path, wrong, told):
    error = refused(tmp_path, wrong)
    assert told in f"{error.text} {error.hint}"


def test_a_country_words_a_question_anew_and_sets_the_period(tmp_path):
    own = IN_ENGLISH.replace('"12 months"', '"5 years"').replace("the last 12 months", "since 2021")
    form = built(tmp_path, own + '\n[wording.en]\novertime = "Own words?"\n')
    questions = {one.question.name: one.question for one in placed(form)}
    assert questions["overtime"].labels == {"en": "Own words?"}
    assert "since 2021" in questions["in_reference_period"].labels["en"]
    assert questions["worked_year"].serves == ()


def test_a_translators_name_takes_the_banner_away_in_that_language_alone(tmp_path):
    form = built(tmp_path, TEXT + '\n[translators]\nfr = "A. Translator (invented)"\n')
    titles = [s.labels for s in form.children if isinstance(s, Section)]
    assert not any("MACHINE" in one["fr"] for one in titles)
    assert all("MACHINE" in one["en"] for one in titles)
    questions = {one.question.name: one.question for one in placed(form)}
    said = questions["wording_note"].labels["fr"]
    assert said.startswith("A. Translator (invented): ")


def test_words_after_a_yes_can_be_the_countrys_own_and_the_banner_cannot(tmp_path):
    form = built(tmp_path, IN_ENGLISH + '\n[wording.en]\ndid = "Who did it?"\n')
    questions = {one.question.name: one.question for one in placed(form)}
    assert questions["violence_did"].labels == {"en": "Who did it?"}
    for words in ('[wording.en]\ndraft = "Final"', '[wording.en]\novertme = "Own words?"',
                  '[wording.fr]\novertime = "Own words?"'):  # fmt: skip
        assert refused(tmp_path, f"{IN_ENGLISH}\n{words}\n").code == "unknown-key"


def test_nothing_is_located_before_the_household_agrees(by_name):
    """Not the dwelling, nor anybody in it: only the sample's own numbers come before."""
    before = [n for n in by_name if by_name[n].table == ""]
    before = before[: before.index("consent_household")]
    asked = {n for n in before if by_name[n].question.kind not in ("note", "start", "end", "today")}
    assert asked == {"deviceid", "username", "cluster", "household_number", "region", "area"}


def test_occupations_are_asked_in_the_version_that_the_country_names(tmp_path):
    """The sensitivity list of occupations is in ISCO-88, so a country may ask for that."""
    form = built(tmp_path, IN_ENGLISH.replace('"ISCO08"', '"ISCO88"'))
    questions = {one.question.name: one.question for one in placed(form)}
    assert "ISCO-88" in questions["occupation"].labels["en"]
    country = read_country(tmp_path / "country.toml")
    assert 'occupation = "ISCO88"' in mapping_of_form(form, country.versions)


def test_a_form_of_fewer_modules_builds(tmp_path):
    fewer = re.sub(
        r"modules = \[[^\]]*\]",
        'modules = ["start", "roster", "household_services", "work", "job", "episode", "hazards"]',
        IN_ENGLISH,
    )
    form = built(tmp_path, fewer)
    assert not any(one.question.sensitive for one in placed(form))


MOST_DAYS = {"1 week": 7, "1 month": 31, "2 months": 62, "12 months": 366, "lifetime": 36525}


@pytest.mark.parametrize("period", MOST_DAYS)
def test_a_work_lasts_no_more_days_than_its_period_has(period, tmp_path):
    text, times = re.subn(r"(?m)^reference_period = .*$", f'reference_period = "{period}"', TEXT)
    assert times == 1
    form = built(tmp_path, text)
    (days,) = [one.question for one in placed(form) if one.question.name == "days"]
    within = f"(. >= 0 and . <= {MOST_DAYS[period]})"
    assert days.constraint == f"{within} or . = -8 or . = -9"
