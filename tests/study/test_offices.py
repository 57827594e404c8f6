"""Files of sixteen offices run as the coded file does, and a wrong guess is never silent."""

import json
import random
import re
from functools import cache

import pytest

from measure87.collect import apply_mapping, load_mapping
from measure87.files import read_source
from measure87.study import run_study
from measure87.study.survey.recipe import SurveyStudy
from measure87.study.survey.settings import read_settings
from measure87.vocabulary.errors import StudyError
from tests.folder_secret import give_secret
from tests.study.every_digit import every_digit
from tests.study.offices import (
    LANGUAGES,
    LAYOUTS,
    OfficeFile,
    coded,
    in_words,
    office_study,
    own,
    write_csv,
)

INPUT = {"mics": "fs", "own": "survey"}
pytestmark = pytest.mark.filterwarnings("ignore::measure87.vocabulary.errors.ReadingWarning")
"""`new` says what it concluded, such as a decimal comma; here it is held to be right."""


def persons(folder, layout):
    section = load_mapping(folder / "mapping.toml")[INPUT[layout]]
    source = read_source(folder.with_suffix(".csv"))
    return apply_mapping(section, {"persons": source}).persons.collect()


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    folder = tmp_path_factory.mktemp("coded")
    return {name: persons(office_study(folder / name, None, name), name) for name in LAYOUTS}


@pytest.mark.parametrize(
    ("language", "layout"), [("fr", "mics"), *((one, "own") for one in LANGUAGES)]
)
def test_words_mean_what_codes_mean(tmp_path, reference, language, layout):
    """Every standard column of every person is as in the coded file; no setting was needed."""
    found = persons(office_study(tmp_path / "s", language, layout), layout)
    assert found.select(sorted(found.columns)).equals(
        reference[layout].select(sorted(reference[layout].columns))
    )


def figures(folder):
    """What is released, of two tables: the gate of all that a preset asks for takes a minute."""
    settings = folder / "study.toml"
    text = settings.read_text("utf-8")
    settings.write_text(re.sub(r"^by = .*$", 'by = ["sex", "area"]', text, flags=re.M), "utf-8")
    give_secret(folder)
    with every_digit():
        run_study(folder)
    content = json.loads((folder / "out" / "estimates.json").read_text("utf-8"))
    return {
        (e["name"], str(e["group"])): (e.get("value"), e.get("n")) for e in content["estimates"]
    }


def computed(folder):
    """All figures before the gate, which takes longer than all the rest and hides some."""
    study = SurveyStudy(read_settings(folder))
    with study.around():
        found = study.open(folder / "out", trial=True).compute().result
    return {(one.name, str(one.group)): (one.value, one.n) for one in found.estimates}


@pytest.fixture(scope="module")
def of_the_coded_file(tmp_path_factory):
    """What a way gives of the coded file of a layout."""
    folder = tmp_path_factory.mktemp("estimates")

    @cache
    def of(way, layout):
        return way(office_study(folder / f"{way.__name__}-{layout}", None, layout))

    return of


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_sixteen_files_of_offices_have_the_figures_of_the_coded_file(
    tmp_path, of_the_coded_file, language, layout
):
    study = office_study(tmp_path / "s", language, layout)
    assert computed(study) == of_the_coded_file(computed, layout)


RUN_IN_PROOF = [(one, "mics") for one in LANGUAGES if one != "fr"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "layout"),
    [
        ("fr", "mics"),
        *((one, "own") for one in LANGUAGES),
        *(pytest.param(*one, marks=pytest.mark.proof) for one in RUN_IN_PROOF),
    ],
)
def test_files_of_offices_run_to_what_the_coded_file_is_released_as(
    tmp_path, of_the_coded_file, language, layout
):
    study = office_study(tmp_path / "s", language, layout)
    assert figures(study) == of_the_coded_file(figures, layout)


def disguised(text, rng):
    """A word as another office may write it: cases, a number before it, points around."""
    made = rng.choice((str.upper, str.lower, str.title, str))(text)
    made = rng.choice(("{}", "{}", "1. {}", "2-{}", " {} ", "{}.", "«{}»")).format(made)
    return made.strip()


@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(seed, marks=pytest.mark.proof if seed % 3 else pytest.mark.slow)
        for seed in range(16)
    ],
)
def test_sixteen_files_that_nobody_has_are_read_or_asked_about(tmp_path, reference, seed):
    """Random language, layout and disguise of words: read as the codes are, never otherwise."""
    rng = random.Random(seed)
    language, layout = rng.choice(list(LANGUAGES)), rng.choice(LAYOUTS)
    said = in_words(language, coded())
    table = {
        name: [disguised(v, rng) if isinstance(v, str) and v != "?" else v for v in values]
        for name, values in said.items()
    }
    folder = tmp_path / "s"
    made = office_study(folder, language, layout)
    write_csv(folder.with_suffix(".csv"), table if layout == "mics" else own(language, table))
    for old in made.iterdir():
        if old.is_file():
            old.unlink()
    again(folder, layout)
    found = persons(folder, layout)
    assert found.select(sorted(found.columns)).equals(
        reference[layout].select(sorted(reference[layout].columns))
    )


def again(folder, layout):
    """The study made anew of the file that stands there now."""
    from measure87.study import new_study

    file = folder.with_suffix(".csv")
    preset = "mics6" if layout == "mics" else "blank"
    new_study(folder, preset, data=file, country="ZZZ", year=2024, proposed=layout == "own")
    mapping = folder / "mapping.toml"
    text = mapping.read_text("utf-8").replace("confirmed = false", "confirmed = true")
    mapping.write_text(text, "utf-8")


UNSURE = {"sure": False}
CROSSED = [
    OfficeFile("csv", "fr", "mics", "utf-8-sig", ";", ","),
    OfficeFile("csv", "es", "own", "cp1252", ",", ".", asks=("encoding",)),
    OfficeFile("csv", "pt", "own", "cp1252", ";", ",", asks=("encoding", "decimal"), **UNSURE),
    OfficeFile("csv", "fr", "own", "cp1252", "\t", ",", asks=("encoding",)),
    OfficeFile("csv", "ru", "own", "utf-16", "\t", ","),
    OfficeFile("csv", "ru", "mics", "cp1251", ";", ".", asks=("encoding", "decimal"), **UNSURE),
    OfficeFile("csv", "ar", "mics", "cp1256", ";", ",", asks=("encoding", "decimal"), **UNSURE),
    OfficeFile("csv", "ar", "own", "cp1256", ",", ",", asks=("encoding", "decimal")),
    OfficeFile("zip", "es", "mics", "cp1252", ";", ",", asks=("encoding",)),
    OfficeFile("xlsx", "fr", "own", decimal=","),
    OfficeFile("xlsx2", "pt", "own", decimal=",", asks=("sheet", "decimal"), **UNSURE),
    OfficeFile("ods2", "ar", "mics", asks=("sheet",)),
    OfficeFile("sav", "ru", "mics"),
    OfficeFile("dta", "fr", "mics"),
    OfficeFile("parquet", "es", "own"),
]
"""Formats, encodings, separators, decimals and languages, each beside several of the others."""


@pytest.fixture(scope="module")
def coded_persons(tmp_path_factory):
    """The persons of the coded file, by layout and whether its weights are sure."""
    folder = tmp_path_factory.mktemp("crossed")

    @cache
    def of(layout, sure):
        made = OfficeFile("csv", "en", layout, sure=sure)
        return persons(office_study(folder / f"{layout}{sure}", None, layout, made.coded), layout)

    return of


@pytest.mark.few(5)
@pytest.mark.parametrize("made", CROSSED, ids=lambda one: f"{one.kind} {one.language} {one.layout}")
def test_a_file_of_an_office_is_read_as_its_codes_with_one_line_at_most(
    tmp_path, coded_persons, made
):
    """A wrong guess would be another weight, region or answer than in the coded file."""
    folder, keys = made.study(tmp_path)
    assert keys == made.asks
    settings = read_settings(folder).inputs[INPUT[made.layout]]
    source = read_source(settings.persons, form=settings.form_of("persons"))
    section = load_mapping(folder / "mapping.toml")[INPUT[made.layout]]
    found = apply_mapping(section, {"persons": source}).persons.collect()
    expected = coded_persons(made.layout, made.sure)
    assert found.select(sorted(found.columns)).equals(expected.select(sorted(expected.columns)))


UNKNOWN = ("hapana", "kulak", "ndiyo", "N/D", "peut-être", "x", "No. 4", "non-fumeur", "nope", "0?")


@pytest.mark.parametrize(("layout", "seed"), [("mics", 0), ("own", 1), ("own", 2)])
def test_words_that_nobody_knows_never_become_no(tmp_path, reference, layout, seed):
    """Some answers become other words: the persons are unknown in that question, or it stops."""
    rng = random.Random(seed)
    table = in_words("fr", coded())
    for name in ("CL1A", "CL7"):
        table[name] = [rng.choice(UNKNOWN) if rng.random() < 0.2 else v for v in table[name]]
    file = tmp_path / "s.csv"
    write_csv(file, table if layout == "mics" else own("fr", table))
    again(tmp_path / "s", layout)
    if layout == "own":
        with pytest.raises(Exception, match="no line of the mapping names it"):
            persons(tmp_path / "s", layout)
        mapping = tmp_path / "s" / "mapping.toml"
        assert "they are not taken for no" in mapping.read_text("utf-8")
        assert not any(word in mapping.read_text("utf-8") for word in ("hapana", "peut-être"))
        mapping.write_text(mapping.read_text("utf-8").replace('"fail"', '"unknown"'), "utf-8")
    found, before = persons(tmp_path / "s", layout), reference[layout]
    for column in ("economic_activity", "fetched_water"):
        changed = found.filter(found[column].ne_missing(before[column]))[column]
        assert changed.len() > 0
        assert set(changed) == {1}


def test_a_result_in_words_of_no_list_is_asked_for(tmp_path):
    table = in_words("fr", coded())
    table["FS17"] = ["imekamilika"] * len(table["FS17"])
    write_csv(tmp_path / "s.csv", table)
    again(tmp_path / "s", "mics")
    with pytest.raises(StudyError, match="which result of the interview"):
        load_mapping(tmp_path / "s" / "mapping.toml")


def test_the_letters_of_yes_and_no_are_no_letters_of_items(tmp_path):
    """O and N in one column were both taken for yes; a letter where an item applies still is."""
    table = coded()
    table["CL7"] = [{1: "O", 2: "N", 9: "NSP"}[code] for code in table["CL7"]]
    table["CL4"] = ["A" if code == 1 else None for code in table["CL4"]]
    write_csv(tmp_path / "s.csv", table)
    again(tmp_path / "s", "mics")
    found = persons(tmp_path / "s", "mics")
    kept = [i for i, code in enumerate(table["FS17"]) if code == 1]
    water = [{"O": 2, "N": 0, "NSP": 1}[table["CL7"][i]] for i in kept]
    assert found["fetched_water"].to_list() == water
