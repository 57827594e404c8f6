"""A definition holds from its day on, and its id loads it again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from measure87.define import list_definitions, load_definition
from measure87.define.building import build_definition
from measure87.define.texts import _installed, known_ids, texts_of
from measure87.vocabulary.errors import DefinitionError

IDS = list_definitions()


@pytest.mark.parametrize("identity", IDS)
def test_the_id_that_results_carry_loads_the_same_definition_again(identity):
    for spec in (identity, *(f"{identity}:{name}" for name in load_definition(identity).readings)):
        definition = load_definition(spec)
        again = load_definition(definition.versioned_id)
        assert again == definition
        assert again.versioned_id == definition.versioned_id


@pytest.mark.parametrize("identity", IDS)
def test_a_day_before_the_text_is_refused(identity):
    definition = load_definition(identity)
    first = min(limit.start for limit in definition.limits.entries.values())
    for day in (first - timedelta(days=1), date(1900, 1, 1)):
        with pytest.raises(DefinitionError, match="not in force"):
            load_definition(f"{identity}@{day}")


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("child_labour/sdg_8_7_1@2020-13-01", "'2020-13-01' is not a date"),
        ("child_labour/sdg_8_7_1@", "'' is not a date"),
        ("child_labour/sdg_8_7_1:stricter", "no reading 'stricter'"),
        ("child_labour/sdg_871", "no definition 'child_labour/sdg_871'"),
    ],
)
def test_a_wrong_id_day_or_reading_is_told_with_the_right_ones(spec, said):
    with pytest.raises(DefinitionError) as caught:
        load_definition(spec)
    assert said in caught.value.text
    assert caught.value.hint


def bare(**more):
    """A definition of one measure that says no more than it must."""
    texts = texts_of("child_labour/sdg_8_7_1")
    name, entry = next(iter(texts.concepts["measures"].items()))
    needed = {key: entry[key] for key in ("title", "ages", "grounds", "cite")}
    kept = {key: texts.concepts[key] for key in ("title", "from", "readings")}
    concepts = kept | {"measures": {name: needed | more}}
    found = build_definition("x/y", replace(texts, concepts=concepts), None, None)
    return found, found.measures[name]


def test_what_a_text_does_not_say_of_itself_and_its_measures_is_no():
    definition, measure = bare()
    assert not definition.not_prevalence
    assert not definition.asks_period
    assert (definition.about, definition.reaches_not, definition.pairs) == ("", (), ())
    assert not measure.headline
    assert not measure.any_age
    assert (measure.unknown, measure.per, measure.about) == ("exclude", 100, "")
    assert (measure.days, measure.one_of, measure.criteria) == (None, (), ())


def test_of_a_measure_of_any_age_no_age_has_to_be_told():
    (_, of_an_age), (_, of_any) = bare(), bare(any_age=True)
    assert of_an_age.required[0] == "age_years"
    assert "age_years" not in of_an_age.optional
    assert set(of_an_age.required) - set(of_any.required) <= {"age_years"}
    assert of_any.any_age


@pytest.mark.parametrize(
    ("spec", "measure", "required", "unasked"),
    [
        ("forced_labour/ilo_11_indicators", "ilo_indicator_4_isolation", (), ("age_years",)),
        ("forced_marriage/global_estimates", "forced_marriage_ever", ("marriage_consent_lacked",),
         ()),
        ("forced_labour/icls20_2018", "forced_labour_adults", ("age_years",), ()),
    ],
)  # fmt: skip
def test_an_age_is_asked_for_where_a_measure_speaks_of_ages(spec, measure, required, unasked):
    found = load_definition(spec).measures[measure]
    assert found.required[: len(required)] == required
    assert not {*unasked} & {*found.required, *found.optional}


@pytest.mark.parametrize("any_age", [True, False])
def test_an_age_that_rules_can_use_is_optional_where_everybody_is_in_the_universe(any_age):
    texts = texts_of("forced_labour/icls20_2018")
    entry = texts.concepts["measures"]["forced_labour_adults"] | {"any_age": any_age}
    concepts = texts.concepts | {"measures": {"m": entry}}
    found = build_definition("x/y", replace(texts, concepts=concepts), None, None).measures["m"]
    assert ("age_years" in found.optional) is any_age
    assert ("age_years" in found.required) is not any_age


def test_days_are_read_by_a_measure_that_counts_days_alone():
    texts = texts_of("forced_labour/icls20_2018")
    measures = texts.concepts["measures"]
    entry = {key: value for key, value in measures["forced_labour"].items() if key != "days"}
    concepts = texts.concepts | {"measures": {"forced_labour": entry}}
    built = build_definition("x/y", replace(texts, concepts=concepts), None, None)
    assert "days" not in built.measures["forced_labour"].optional
    assert "days" in load_definition("forced_labour/icls20_2018").measures["forced_labour"].optional


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"grounds": ["works_at_sea"]}, "rests on 'works_at_sea', which is no rule of its text"),
        ({"days": "days_at_sea"}, "rests on 'days_at_sea_low', which is no rule of its text"),
        ({"unknown": "perhaps"}, "unknown = 'perhaps'"),
    ],
)
def test_a_measure_that_rests_on_what_there_is_not_is_refused(more, said):
    with pytest.raises(DefinitionError) as caught:
        bare(**more)
    assert said in caught.value.text


def test_all_that_is_not_known_counts_as_the_word_or_as_the_dated_limit_says():
    words = [bare(unknown=word)[1].unknown for word in ("exclude", "no", "yes")]
    assert words == ["exclude", "no", "yes"]
    texts = texts_of("child_labour/mics4")
    (limit,) = [name for name, one in texts.thresholds.items() if "counts_as" in str(one)]
    entry = dict(next(iter(texts.concepts["measures"].values()))) | {"unknown": limit}
    concepts = texts.concepts | {"measures": {"m": entry}}
    found = build_definition("x/y", replace(texts, concepts=concepts), None, None)
    assert found.measures["m"].unknown == "no"


@pytest.mark.parametrize("key", ["title", "ages", "grounds", "cite"])
def test_a_measure_without_what_it_needs_is_refused(key):
    texts = texts_of("child_labour/sdg_8_7_1")
    name, entry = next(iter(texts.concepts["measures"].items()))
    less = {one: value for one, value in entry.items() if one != key}
    concepts = texts.concepts | {"measures": {name: less}}
    with pytest.raises(DefinitionError, match=f"needs `{key}`"):
        build_definition("x/y", replace(texts, concepts=concepts), None, None)


class _Point:
    def __init__(self, name: str, value: str) -> None:
        self.name, self.value = name, value


@pytest.fixture
def installed(monkeypatch):
    """Pretends that other packages offer definitions."""

    def offer(*points: _Point) -> None:
        monkeypatch.setattr("measure87.define.texts.entry_points", lambda group: points)
        _installed.cache_clear()

    yield offer
    monkeypatch.undo()
    _installed.cache_clear()


def test_an_installed_definition_is_found_and_one_that_cannot_be_imported_is_told(installed):
    sdg = "measure87.define.child_labour.sdg_8_7_1"
    installed(_Point("other/copy", sdg), _Point("other/broken", "no_such_package"))
    assert {"other/copy", "other/broken"} <= set(known_ids())
    assert load_definition("other/copy").measures
    with pytest.raises(DefinitionError, match="no_such_package"):
        load_definition("other/broken")


def test_an_installed_definition_cannot_take_the_id_of_a_standard(installed):
    installed(_Point("child_labour/sdg_8_7_1", "elsewhere"))
    with pytest.raises(DefinitionError, match="elsewhere takes the id"):
        load_definition("child_labour/sdg_8_7_1")
