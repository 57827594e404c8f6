"""What a world estimate says of itself: written and read through one declaration, or refused."""

import json

import pytest
from jsonschema import Draft202012Validator

from measure87.disseminate.json_text import json_text
from measure87.disseminate.pages.world import write_world
from measure87.disseminate.pages.world.about import about_of, read_about, read_gather
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.release_files.reading import result_of
from measure87.vocabulary.releases.codec import UnreadableError, json_schema, plain
from measure87.vocabulary.releases.world import (
    GatherAnswer,
    WorldAbout,
    WorldDiagnostics,
    WorldMeasure,
)
from tests.disseminate.pages.world.invented_account import about, account, gather
from tests.disseminate.pages.world.invented_world import InventedWorld

WORLD = InventedWorld(countries=12)
LEAST = ("title", "stated_year", "level", "version", "measures")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("account") / "world"
    write_world(folder, WORLD.tables(), about(WORLD), gather())
    return folder


def as_written(content):
    return json_text(content)


def test_what_is_written_is_what_was_said_with_its_keys_in_order(written):
    text = (written / "about.json").read_text("utf-8")
    assert list(json.loads(text)) == list(plain(about(WORLD)))
    assert json.loads(text) == account(WORLD)


def test_an_account_and_a_statement_come_back_and_make_the_same_bytes(written):
    assert read_about(written) == about(WORLD)
    text = (written / "about.json").read_text("utf-8")
    assert as_written(plain(read_about(written))) == text
    items = read_gather(written)
    assert [one.number for one in items] == list(range(1, 19))
    assert as_written([plain(one) for one in items]) == (written / "gather.json").read_text("utf-8")


def test_the_one_result_of_a_world_is_read_with_its_account(written):
    content = json.loads((written / "estimates.json").read_text("utf-8"))
    result = result_of(content)
    assert result.diagnostics == WorldDiagnostics(about=about(WORLD))
    assert json.dumps(result.to_json()["diagnostics"]) == json.dumps(content["diagnostics"])
    assert [one.code for one in result.warnings] == ["assumed-errors"]
    content["diagnostics"]["about"]["measures"][0]["per"] = "many"
    with pytest.raises(UnreadableError, match=r"^diagnostics\.about\.measures\[1\]\.per is 'many'"):
        result_of(content)
    assert result_of(content, only_known=False).estimates == result.estimates


@pytest.mark.parametrize(
    ("kind", "name", "spoil"),
    [
        (WorldAbout, "about.json", lambda c: c.update(level="0.9")),
        (WorldAbout, "about.json", lambda c: c.update(horoscope=1)),
        (WorldAbout, "about.json", lambda c: c["measures"][0].pop("label")),
        (list[GatherAnswer], "gather.json", lambda c: c[4].update(status="soon")),
    ],
)
def test_the_schema_holds_for_what_is_written_and_not_for_what_is_damaged(
    written, kind, name, spoil
):
    """By a validator that is not ours."""
    validator = Draft202012Validator(json_schema(kind, name))
    content = json.loads((written / name).read_text("utf-8"))
    assert validator.is_valid(content)
    spoil(content)
    assert not validator.is_valid(content)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"level": "0.9"}, "level is '0.9' and should be a number"),
        ({"years": [2020, "x"]}, "years[2] is 'x' and should be a whole number"),
        ({"measures": [{"name": "a"}]}, "measures[1] lacks 'label'"),
        ({"target": {"share": 0.1}}, "target lacks 'year'"),
        ({"warnings": [{"code": "a", "text": None}]},
         "warnings[1].text is None and should be a text"),
        ({"horoscope": 1}, "it has 'horoscope', which this version does not know"),
        ({"level": float("nan")}, "level is nan and should be a finite number"),
        ({"convergence": {"a": 1.0, "b": []}},
         "convergence.b is [] and should be a whole number or a number or a text"),
    ],
)  # fmt: skip
def test_a_damaged_account_is_one_plain_sentence_with_its_place(change, said, written, tmp_path):
    (tmp_path / "about.json").write_text(json.dumps(account(WORLD) | change))
    with pytest.raises(StudyError) as caught:
        read_about(tmp_path)
    assert caught.value.text.startswith(f"about.json cannot be read: {said}")
    assert "\n" not in caught.value.text
    assert caught.value.where == "about.json"


@pytest.mark.parametrize("key", LEAST)
def test_a_key_that_the_report_begins_with_is_asked_for_by_name(key):
    whole = account(WORLD)
    for lacking in ({k: v for k, v in whole.items() if k != key}, {**whole, key: None}):
        with pytest.raises(StudyError) as caught:
            about_of(lacking)
        assert caught.value.text == f"about.json has no {key!r}"
        assert caught.value.hint == f"it needs the keys {', '.join(LEAST)}"


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "[" * 100_000])
def test_what_is_no_account_at_all_is_refused_in_one_sentence(text, tmp_path):
    (tmp_path / "about.json").write_text(text)
    with pytest.raises(StudyError, match=r"^about\.json cannot be read: it is "):
        read_about(tmp_path)


def test_an_item_of_gather_with_an_unknown_status_is_refused_with_its_place(tmp_path):
    items = [plain(one) for one in gather()]
    items[2]["status"] = "soon"
    (tmp_path / "gather.json").write_text(json.dumps(items))
    with pytest.raises(
        StudyError, match=r"gather\.json cannot be read: items\[3\]\.status is 'soon'"
    ):
        read_gather(tmp_path)


def test_what_is_not_stated_is_what_it_stands_for():
    least = about_of({k: account(WORLD)[k] for k in LEAST})
    assert least.estimated_years == [least.stated_year]
    assert least.report_language == "en"
    assert (least.trend_estimated, least.trend_text) == (False, "")
    assert about(WORLD, years=[2020, 2010]).estimated_years == [2010, 2020]
    bare = WorldMeasure(name="a", label="A")
    assert (bare.is_forced_labour, bare.shown_per) == (False, 100)
    forced = WorldMeasure(name="a", label="A", kind="forced_labour")
    assert (forced.is_forced_labour, forced.shown_per) == (True, 1000)
    assert WorldMeasure(name="a", label="A", kind="forced_labour", per=100).shown_per == 100
