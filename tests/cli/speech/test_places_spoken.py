"""Regions in the terminal are called as in reports, with how many countries they are of."""

import pytest

from measure87.cli.speech.choice import speaking
from measure87.cli.speech.of_reports import with_reports
from measure87.cli.speech.pages import page
from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.world.world_words import world_words

PLACES = (
    "26 of 60 countries",
    "Australia and New Zealand",
    "Sub-Saharan Africa, 9 of 15 countries",
)
LINES = "\n".join(f"  {place:<48}   12.9  (9.1 to 14.0)" for place in (*PLACES, "Isles of mine"))


@pytest.mark.parametrize("language", [one for one in languages() if one != "en"])
def test_regions_are_named_as_in_reports(language):
    words = world_words(language)
    with speaking(language), with_reports():
        said = page(LINES).translate({ord(sign): None for sign in "\u2066\u2068\u2069"})
    name = words.place("", "Australia and New Zealand", "region")
    part = words.text(
        "world.part_of", place=words.place("", "Sub-Saharan Africa", "region"), count=9, all=15
    )
    wanted = [words.text("world.part_of_all", count=26, all=60), name, part, "Isles of mine"]
    bare = [
        str(one).translate({ord(sign): None for sign in "\u2066\u2068\u2069"}) for one in wanted
    ]
    for line, start in zip(said.split("\n"), bare, strict=True):
        assert line.strip().startswith(start)


@pytest.mark.parametrize("language", [one for one in languages() if one != "en"])
def test_a_long_heading_does_not_take_in_the_rows_under_it(language):
    label = "Child labour by economic activity and household chores"
    heading = f"{label}, 2015, % (90% interval)"
    with speaking(language), with_reports():
        lines = page(f"{heading}\n{LINES}").split("\n")
        assert lines[1:] == page(LINES).split("\n")
    assert len(heading) > 70
    assert label in lines[0]
    assert "interval)" not in lines[0]


LONG = "Northern Africa and Western Asia, 18 of 25 countries"


@pytest.mark.parametrize("language", [one for one in languages() if one != "en"])
def test_numbers_stand_under_each_other_however_long_names_are(language):
    """Blocks whose first number has two digits kept their English intervals; others came apart."""
    rows = ((PLACES[0], 13.9), (LONG, 4.4), ("Isles of mine", 123.4))
    lines = [f"  {place:<{len(LONG)}} {value:6.1f}  (3.5 to 155.5)" for place, value in rows]
    with speaking(language), with_reports():
        said = page("\n".join(lines)).translate({ord(sign): None for sign in "\u2066\u2068\u2069"})
    assert " to " not in said
    shown = said.split("\n")
    assert len({line.index("  (") for line in shown}) == 1
    decimal = "." if language == "ar" else ","
    assert [line.split("  (")[0].split()[-1] for line in shown] == [
        f"{value:.1f}".replace(".", decimal) for _, value in rows
    ]
