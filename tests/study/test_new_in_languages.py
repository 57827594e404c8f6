"""A new study speaks its language: title, population and comments; what is ours follows later."""

import re
import tomllib

import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.disseminate.locale.own_titles import own_title
from measure87.disseminate.locale.texts import languages
from measure87.study import new_study
from measure87.study.kinds import every_preset
from measure87.study.new_language import in_language
from measure87.study.study_file import in_its_language
from measure87.study.survey.settings import read_settings
from measure87.vocabulary.errors import StudyError, UsageError

OTHERS = [code for code in languages() if code != "en"]
OURS = ("title", "population", "language", "data_language")
PROPOSED = ("lfs", "simpoc", "dhs", "blank")
OF_A_FILE = ("mics5", "mics6", "ipums-mics", "gld")
TOML = re.compile(r"^\s*#\s*(\[+[\w.]+\]+$|[\w.]+\s*=\s*\S)")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """What each preset writes, by preset and language; those of a known file are not among them."""
    folder = tmp_path_factory.mktemp("new")
    persons, lists = folder / "survey.csv", folder / "lists.csv"
    persons.write_text("ID,SEX,AGE\n1,1,8\n2,2,12\n")
    lists.write_text("a,b,org_type,persons\n1,0,x,90\n0,1,x,70\n1,1,x,7\n")
    found = {}
    for preset in every_preset():
        if preset in OF_A_FILE:
            continue
        options = {"country": None if preset == "world" else "BGD"}
        options |= {"data": lists} if preset == "lists" else {"year": 2019}
        for language in languages():
            texts = written(folder / f"{preset}-{language}", preset, language=language, **options)
            found[preset, language] = texts
        if preset in PROPOSED:
            proposed = {**options, "data": persons, "proposed": preset == "blank"}
            for language in languages():
                place = folder / f"{preset}-file-{language}"
                found[f"{preset} with a file", language] = written(
                    place, preset, language=language, **proposed
                )
    return found


def written(folder, preset, **options):
    files = new_study(folder, preset, **options)
    return {file.name: file.read_text("utf-8") for file in files if file.suffix == ".toml"}


def comments(text):
    """Lines of prose in comments, alone or behind a value; examples in TOML are none."""
    for line in text.split("\n"):
        whole = re.fullmatch(r"\s*#\s*(.*)", line)
        said = line.rpartition("    # ")[2] if "    # " in line else whole and whole[1]
        if said and not (whole and TOML.match(line) and "    # " not in line):
            yield said


def words_alike(said):
    """Whether a comment has nothing to translate: names, codes, and what the file calls itself."""
    return not re.search(
        r"[A-Za-z]{3,} [a-z]{2,}", re.sub(r"`[^`]*`|\([^)]*\)|[\w./]*_\w*", "", said)
    )


@pytest.mark.parametrize("language", OTHERS)
def test_every_comment_of_every_preset_is_in_the_language(made, language):
    for preset in {preset for preset, _ in made}:
        english = {one for text in made[preset, "en"].values() for one in comments(text)}
        own = {one for text in made[preset, language].values() for one in comments(text)}
        assert [one for one in own & english if not words_alike(one)] == [], preset


@pytest.mark.parametrize("language", languages())
def test_the_files_say_the_same_in_every_language(made, language):
    for (preset, code), texts in made.items():
        if code != language:
            continue
        for name, text in texts.items():
            content, english = (tomllib.loads(one) for one in (text, made[preset, "en"][name]))
            for key in OURS:
                content.pop(key, None)
                english.pop(key, None)
            assert without_questions(content) == without_questions(english), (preset, name)


def without_questions(content):
    """A file without what it asks for in words."""
    if isinstance(content, dict):
        return {k: without_questions(v) for k, v in content.items() if k != "ask"}
    return [without_questions(v) for v in content] if isinstance(content, list) else content


OF_AN_OFFICE = "grappe;menage;ligne;poids;âge;age2;sexe;travail;heures;eau;agua;bois\n" + "".join(
    f"{k // 4};{k // 2 % 2};{k % 2};1,5;{5 + k % 13};{5 + k % 13};{'HF'[k % 2]};"
    f"{('Oui', 'Non', 'parfois')[k % 3]};{98 if k == 7 else k % 40};{'01'[k % 2]};x{k % 2};Oui\n"
    for k in range(60)
)
"""A file whose remarks are of every kind: texts known and unknown, names that may stand for other
things, codes without labels, suspected codes, and several variables for one column."""


@pytest.mark.parametrize("language", OTHERS)
def test_remarks_of_proposals_are_in_the_language(tmp_path, language):
    file = tmp_path / "office.csv"
    file.write_text(OF_AN_OFFICE, "utf-8")
    options = {"country": "BGD", "year": 2019, "data": file, "proposed": True}
    english, own = (
        written(tmp_path / code, "blank", language=code, **options)["mapping.toml"]
        for code in ("en", language)
    )
    remarks = [one for one in comments(english) if not words_alike(one)]
    assert any("no known answers: 1 of text" in one for one in remarks)
    for said in ("by its name alone", "the name may stand for", "may be", "not taken for no",
                 "fewer than 25 rows", "codes without labels", "none the contrary",
                 "no label"):  # fmt: skip
        assert said not in own
    assert 'ask = "' not in own or "which texts" not in own
    assert [one for one in remarks if one in own] == []
    assert without_questions(tomllib.loads(own)) == without_questions(tomllib.loads(english))


BESIDE_CODES = "id;Idade (anos);heures\n" + "".join(
    f"{k};{999 if k == 3 else 5 + k % 13};{-8 if k == 5 else k % 40}\n" for k in range(60)
)
"""Ages and hours of which one number each can be none, and a name with brackets of its own."""


@pytest.mark.parametrize("language", OTHERS)
def test_numbers_that_are_none_and_names_with_brackets_are_in_the_language(tmp_path, language):
    file = tmp_path / "ages.csv"
    file.write_text(BESIDE_CODES, "utf-8")
    options = {"country": "BGD", "year": 2019, "data": file, "proposed": True}
    english, own = (
        " ".join(
            written(tmp_path / code, "blank", language=code, **options)["mapping.toml"].split()
        )
        for code in ("en", language)
    )
    own = own.replace(" # ", " ")
    assert "Idade (anos) (no label)" in english
    assert "Idade (anos) (" in own
    assert "no label" not in own
    for number, what in (("999", "ages"), ("-8", "hours of a week")):
        assert f"all its numbers but {number} can be {what}" in english.replace(" # ", " ")
        assert f"can be {what}" not in own
        assert number in own


def test_a_label_of_the_file_is_not_said_in_another_language():
    text = "# q1 (male): score 1.00; words: a; values labelled male and female"
    assert in_language(text, "fr", with_own_language=False).startswith("# q1 (male)")
    assert "masculin et féminin" in in_language(text, "fr", with_own_language=False)


def test_what_a_mapping_asks_for_is_in_the_language():
    asked = "who has a main job, yes and no; without this line everybody has one"
    line = f'present = {{ ask = "{asked}" }}'
    said = tomllib.loads(in_language(line, "fr", with_own_language=False))["present"]["ask"]
    assert said.startswith("qui a un emploi principal")
    mine = 'x = "ask = 1"'
    assert in_language(mine, "fr", with_own_language=False) == mine


@pytest.mark.parametrize("language", OTHERS)
def test_title_and_population_are_in_the_language(made, language):
    for (preset, code), texts in made.items():
        if code == language:
            own, english = (tomllib.loads(one["study.toml"]) for one in (texts, made[preset, "en"]))
            assert own["language"] == language
            assert own["title"] != english["title"]
            if isinstance(own.get("population"), str):
                assert own["population"] != english["population"]


def test_a_title_of_ours_follows_a_change_of_language(made, tmp_path):
    folder = tmp_path / "s"
    new_study(folder, "forced-labour", country="BGD", year=2019)
    file = folder / "study.toml"
    (folder / "data").mkdir()
    for table in ("persons", "jobs", "circumstances"):
        (folder / "data" / f"{table}.csv").write_text("ID\n1\n")
    file.write_text(file.read_text().replace('language = "en"', 'language = "fr"'))
    settings = read_settings(folder)
    assert settings.title == "Travail forcé, Bangladesh 2019"
    assert settings.population == "personnes de 5 ans et plus qui vivent dans des ménages"


def test_what_somebody_wrote_stays(tmp_path):
    content = {"language": "fr", "title": "Child labour in our town", "population": "miners"}
    assert in_its_language(content) == content


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("first", languages())
def test_a_title_of_ours_is_known_in_every_language(first, language):
    there = own_title("Child labour, Bangladesh 2019", first, "BGD", 2019)
    assert own_title(there, language, "BGD", 2019) == own_title(
        "Child labour, Bangladesh 2019", language, "BGD", 2019
    )


def test_a_study_whose_making_was_stopped_can_be_made_again_in_its_language(tmp_path):
    options = {"country": "ZZZ", "year": 2024, "language": "fr"}
    new_study(tmp_path, "blank", **options)
    (tmp_path / "study.toml").unlink()
    new_study(tmp_path, "blank", **options)
    (tmp_path / "study.toml").unlink()
    with pytest.raises(StudyError, match="already"):
        new_study(tmp_path, "blank", **options | {"language": "es"})


def test_a_label_with_signs_of_toml_stays_in_its_comment():
    text = '# HH1 (a "] = 1 # [evil]): score 1.00; words: a\nx = 1'
    assert tomllib.loads(in_language(text, "ru", with_own_language=False)) == {"x": 1}


def test_an_unknown_language_is_refused_with_those_there_are(tmp_path):
    with pytest.raises(UsageError, match="'de'") as caught:
        new_study(tmp_path / "s", "blank", country="ZZZ", year=2024, language="de")
    assert "fr" in caught.value.hint
    command = f"new {tmp_path / 't'} --preset blank --country ZZZ --year 2024 --language de"
    done = CliRunner().invoke(main, command.split())
    assert done.exit_code == 2
    assert not (tmp_path / "t").exists()
