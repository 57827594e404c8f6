"""Measures that contain one another: which are one model, and what settings may say of them."""

import pytest

from measure87.combine.estimation.families import families_of
from measure87.study.world.settings import read_world_settings
from measure87.vocabulary.errors import StudyError
from tests.study.world.made_world import BASE, BASE_TABLE, SETTINGS, write_made_world

OTHER = "child_labour_wider"
HIGHER = f'crosswalk = [{{ measure = "{OTHER}", higher = true }}]\n'
LOWER = f'crosswalk = [{{ measure = "{BASE}", higher = false }}]\n'
OTHER_TABLE = f'\n[measures.{OTHER}]\nlabel = "Wider, invented"\ndefinition = "invented"\n'


def families(folder, tables):
    config = write_made_world(folder, SETTINGS.replace(BASE_TABLE, tables, 1))
    return families_of(read_world_settings(config).measures)


@pytest.mark.parametrize(
    "tables",
    [
        BASE_TABLE + HIGHER + OTHER_TABLE + LOWER,
        BASE_TABLE + HIGHER + OTHER_TABLE,
        BASE_TABLE + OTHER_TABLE + LOWER,
        OTHER_TABLE + LOWER + BASE_TABLE,
    ],
)
def test_measures_tied_by_a_crosswalk_are_one_model_with_the_inner_one_as_its_base(
    tmp_path, tables
):
    (found,) = families(tmp_path, tables)
    assert [one.name for one in found.members] == [BASE, OTHER]
    assert [one.measure for one in found.base.asked.crosswalks] == [OTHER]
    assert [found.definition_of(name) for name in (BASE, OTHER)] == [0, 1]


def test_a_crosswalk_to_a_measure_that_is_not_estimated_ties_nothing(tmp_path):
    (found,) = families(tmp_path, BASE_TABLE + HIGHER)
    assert not found.others
    assert len(families(tmp_path, BASE_TABLE + OTHER_TABLE)) == 2


def test_a_crosswalk_that_only_serves_keeps_its_place_among_the_definitions(tmp_path):
    serves = '{ measure = "serves", higher = false }'
    both = HIGHER.replace("[{", f"[{serves}, {{")
    (found,) = families(tmp_path, BASE_TABLE + both + OTHER_TABLE + LOWER)
    assert [one.measure for one in found.base.asked.crosswalks] == ["serves", OTHER]
    assert found.definition_of(OTHER) == 2


def test_nested_measures_come_last_each_by_itself(tmp_path):
    inner = f'\n[measures.inner]\nlabel = "Inner"\ndefinition = "invented"\nwithin = "{BASE}"\n'
    found = families(tmp_path, inner + BASE_TABLE + HIGHER + OTHER_TABLE)
    assert [[one.name for one in each.members] for each in found] == [[BASE, OTHER], ["inner"]]


SAME_AT = HIGHER.replace("true", "true, same_at = [[15, 17]]")
THIRD = '\n[measures.third]\nlabel = "Third"\ndefinition = "invented"\n'
ALSO = LOWER.replace("[{", '[{ measure = "serves" }, {')
BIAS = 'reference_source = "dhs"\n'


@pytest.mark.parametrize(
    ("tables", "text"),
    [
        (BASE_TABLE + HIGHER + OTHER_TABLE + LOWER.replace("false", "true"), "different things"),
        (BASE_TABLE + SAME_AT + OTHER_TABLE + LOWER, "different things"),
        (BASE_TABLE + HIGHER + OTHER_TABLE + ALSO, "says nothing of serves"),
        (BASE_TABLE + HIGHER + OTHER_TABLE + BIAS, "their reference_source differ"),
        (
            BASE_TABLE + HIGHER + OTHER_TABLE + THIRD + LOWER.replace(BASE, OTHER),
            "none of them is said to lie within all others",
        ),
    ],
)
def test_what_contradicts_itself_or_leaves_open_how_measures_lie_is_refused(tmp_path, tables, text):
    ages = "seed = 3\nages = [[5, 14], [15, 17]]\n"
    settings = SETTINGS.replace(BASE_TABLE, tables, 1).replace("seed = 3\n", ages)
    config = write_made_world(tmp_path, settings)
    with pytest.raises(StudyError, match=text) as caught:
        read_world_settings(config)
    assert caught.value.hint
