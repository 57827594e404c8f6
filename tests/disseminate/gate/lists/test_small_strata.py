"""No stratum is named of which nothing is shown: that it is there tells of whoever is of it."""

import pytest

from measure87.disseminate.gate.lists.small_strata import _unnamed
from measure87.disseminate.json_text import estimates_json
from measure87.study import run_study
from measure87.vocabulary.estimate import Notice
from tests.study.test_list_study import filled

LISTS = "police,ngo,hotline"
LARGE = (120, 90, 42, 81, 39, 36, 30)
SMALL = (2, 0, 0, 0, 0, 0, 0)
SAID = (
    "of a stratum that is not named only the persons observed are counted: the sum is a lower bound"
)
SETTINGS = 'methods = ["independence", "chao"]\nbootstrap = 100\nstrata = "nation"\n'


def table(**strata):
    rows = [
        f"{h & 1},{h >> 1 & 1},{h >> 2 & 1},{count},{name}"
        for name, counts in strata.items()
        for h, count in enumerate(counts, start=1)
        if count
    ]
    return "\n".join([f"{LISTS},persons,nation", *rows]) + "\n"


def folder_of(place, minimum_cases=3, **strata):
    place.mkdir()
    folder = filled(place, table(**strata), SETTINGS)
    settings = folder / "study.toml"
    text = settings.read_text()
    assert "minimum_cases = 3 " in text
    settings.write_text(text.replace("minimum_cases = 3 ", f"minimum_cases = {minimum_cases} "))
    return folder


def test_a_stratum_of_few_is_named_in_no_file(tmp_path):
    folder = folder_of(tmp_path / "s", north=LARGE, south=LARGE, Erewhonian=SMALL)
    result = run_study(folder)
    assert {one.group.get("stratum") for one in result.estimates} == {None, "north", "south"}
    for file in (folder / "out").rglob("*"):
        assert file.is_dir() or b"Erewhonian" not in file.read_bytes(), file.name
    said = [one.text for one in result.warnings if one.code == "strata-not-estimable"]
    assert all("a stratum that is not named" in text for text in said)


@pytest.mark.parametrize("name", ["o", "a", "sum", "only", "(", "north-west"])
def test_what_it_is_called_changes_no_other_word(tmp_path, name):
    result = run_study(folder_of(tmp_path / "a", north=LARGE, **{name: SMALL}))
    assert f'"stratum": "{name}"' not in estimates_json(result)
    for one in result.warnings:
        of_sum = one.code == "strata-not-estimable"
        method, _, said = one.text.partition(": ")
        assert ("not named" in one.text) is of_sum
        assert not of_sum or (method in {"independence", "chao"} and said == SAID)


def test_a_stratum_warns_by_its_name_where_its_figure_is_shown_and_no_other_does(tmp_path):
    """Of three strata chao's bound rests on few in one that is shown and in one that is not."""
    few = (120, 90, 3, 81, 3, 3, 3)
    strata = {"north 1234": few, "south": LARGE, "Erewhonian": (4, 3, 1, 3, 1, 1, 0)}
    folder = folder_of(tmp_path / "s", **strata)
    (folder / "private").mkdir(exist_ok=True)
    (folder / "private" / "hash.key").write_text("87" * 32 + "\n")
    result = run_study(folder)
    shown = {one.group["stratum"] for one in result.estimates if one.group}
    assert shown == {"north 1234", "south"}
    told = [one for one in result.warnings if "stratum" in one.values]
    assert {one.values["stratum"] for one in told} == {"north 1234"}
    assert any(one.code == "few-overlaps" for one in told)
    for one in told:
        assert ": stratum north 1234: " in one.text


def test_where_counts_are_public_every_stratum_is_named(tmp_path):
    folder = folder_of(tmp_path / "s", minimum_cases=1, north=LARGE, Erewhonian=SMALL)
    assert "Erewhonian" in estimates_json(run_study(folder))


def test_of_warnings_that_list_no_strata_no_word_is_changed():
    text = "of police, ngo only the first was read"
    assert _unnamed(Notice("other", text)).text == text
    assert _unnamed(Notice("strata-not-estimable", text)).text != text
