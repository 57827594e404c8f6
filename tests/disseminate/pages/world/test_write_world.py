"""The written folder of a world estimate: whole or not at all, the same bytes, safe to open."""

import json

import polars as pl
import pytest
from msgspec.structs import replace

from measure87.disseminate.locking import only_one
from measure87.disseminate.manifest import read_manifest
from measure87.disseminate.pages.world import WorldTables, released_world, write_world
from measure87.disseminate.pages.world.world_tables import TABLES
from measure87.disseminate.pages.world.written_tables import read_table
from measure87.files import sha256_of
from measure87.vocabulary.errors import DataError, RefusedError, StudyError
from measure87.vocabulary.plain_text import MARKS, TURNING
from tests.disseminate.pages.world.invented_account import about, gather
from tests.disseminate.pages.world.invented_world import InventedWorld

FORMS = ("forced_private", "forced_sexual", "forced_state")


@pytest.fixture(scope="module")
def world():
    return InventedWorld(countries=30)


@pytest.fixture
def written(world, tmp_path):
    folder = tmp_path / "world"
    write_world(folder, world.tables(), about(world), gather(), {"KEN.xlsx": b"x"})
    return folder


def files_of(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes()
            for p in folder.rglob("*") if p.is_file()}  # fmt: skip


def test_the_folder_holds_the_files_of_the_contract_and_their_hashes(written):
    names = {*(f"{name}.csv" for name in TABLES), "about.json", "gather.json", "estimates.json",
             "draws.parquet", "brief.html", "report.html", "editions.csv",
             "consultation/KEN.xlsx"}  # fmt: skip
    manifest = read_manifest(written / "manifest.json")
    assert set(manifest.files) == names
    assert set(files_of(written)) == {*names, "manifest.json"}
    for name, entry in manifest.files.items():
        assert sha256_of(written / name) == entry["sha256"]
    assert list(written.parent.iterdir()) == [written], "drafts and locks are gone"


def test_the_same_tables_give_the_same_bytes(world, written, tmp_path):
    again = tmp_path / "again"
    write_world(again, world.tables(), about(world), gather(), {"KEN.xlsx": b"x"})
    assert files_of(again) == files_of(written)


def test_tables_come_back_as_they_were(world, written):
    for name, table in TABLES.items():
        before = world.tables().frames()[name]
        texts = [c for c, kind in before.schema.items() if kind == pl.String]
        before = before.with_columns(pl.col(texts).fill_null("")) if texts else before
        assert read_table(written / f"{name}.csv", table).equals(before), name
    draws = pl.read_parquet(written / "draws.parquet")
    assert draws.schema["draws"] == pl.List(pl.Float32)
    assert draws.height == world.tables().frames()["estimates"].height // 2


def test_text_that_a_spreadsheet_would_run_is_guarded_and_comes_back(tmp_path, world):
    rows = [{**row, "place_name": "=1+1"} for row in world.estimates()]
    folder = tmp_path / "odd"
    write_world(folder, WorldTables(rows), about(world), gather())
    text = (folder / "estimates.csv").read_text("utf-8")
    assert text.startswith("\ufeff")
    assert ",'=1+1," in text
    assert set(read_table(folder / "estimates.csv", TABLES["estimates"])["place_name"]) == {"=1+1"}


def test_text_with_a_full_width_sign_or_a_mark_before_it_is_guarded_too(tmp_path, world):
    for number, name in enumerate(("\uff1d1+1", "\u200e=1+1", " \n@x")):
        rows = [{**row, "place_name": name} for row in world.estimates()]
        folder = tmp_path / str(number)
        write_world(folder, WorldTables(rows), about(world), gather())
        read = pl.read_csv(folder / "estimates.csv", infer_schema=False)
        assert all(cell.startswith("'") for cell in read["place_name"]), name


def test_signs_that_turn_the_direction_turn_nothing_in_any_file(tmp_path, world):
    """From names of places, sources, titles, labels, and what was said to GATHER."""
    turned = "\u202eevil\u2066\u200f\u061c"
    estimates = [{**row, "place_name": f"Place{turned}"} for row in world.estimates()]
    figures = [{**row, "source": f"Survey{turned}"} for row in world.figures()]
    said = replace(about(world), title=f"Title{turned}", subtitle=f"Sub{turned}")
    statement = [replace(one, answer=f"{one.answer}{turned}") for one in gather()]
    folder = tmp_path / "turned"
    write_world(folder, WorldTables(estimates, figures=figures), said, statement)
    for name, content in files_of(folder).items():
        if name.endswith(".parquet"):
            continue
        text = content.decode()
        assert "\u202e" not in text, name
        assert "evil\u2066" not in text, name
        assert "evil\u200f" not in text, name
        if name.endswith((".csv", ".json")):
            assert not set(text) & (TURNING | MARKS), name
    assert "Place\\u202eevil\\u2066," in (folder / "estimates.csv").read_text("utf-8")
    assert "Title\\u202eevil" in (folder / "report.html").read_text("utf-8")


def test_the_one_result_has_every_figure_with_its_interval(world, written):
    content = json.loads((written / "estimates.json").read_text("utf-8"))
    rows = world.estimates()
    assert content["command"] == "combine"
    assert len(content["estimates"]) == len(rows)
    for row, figure in zip(rows, content["estimates"], strict=True):
        assert figure["value"] == row["value"]
        assert (figure["lower"], figure["upper"]) == (row["lower"], row["upper"])
        assert figure["group"]["place"] == row["place"]
    assert content["refused"][0]["code"] == "coverage"


def test_a_new_estimate_takes_the_place_of_an_earlier_one_and_leaves_other_files(world, written):
    (written / "mine.txt").write_text("mine")
    write_world(written, world.tables(), about(world), gather())
    assert not (written / "consultation" / "KEN.xlsx").exists()
    assert (written / "mine.txt").read_text() == "mine"


SPOILT = [
    ({"value": 1.2}, DataError, "value is 1.2"),
    ({"lower": -0.1}, DataError, "lower is -0.1"),
    ({"lower": 0.9, "upper": 0.1}, DataError, "lower is 0.9"),
    ({"measure": "another"}, DataError, "does not announce the measure 'another'"),
    ({"colour": "blue"}, DataError, "has no column 'colour'"),
]


@pytest.mark.parametrize(("change", "error", "said"), SPOILT)
def test_a_table_that_cannot_be_is_refused_and_nothing_changes(change, error, said, world, written):
    before = files_of(written)
    first, *rest = world.estimates()
    with pytest.raises(error, match=said):
        write_world(written, WorldTables([{**first, **change}, *rest]), about(world), gather())
    assert files_of(written) == before


def test_a_statement_with_an_empty_item_is_refused(world, tmp_path):
    items = [replace(one, answer=" ") if one.number == 7 else one for one in gather()]
    with pytest.raises(RefusedError, match="items 7 of GATHER have no answer"):
        write_world(tmp_path / "w", world.tables(), about(world), items)
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_fails_or_finds_the_folder_held_leaves_the_earlier_estimate_whole(
    world, written, monkeypatch
):
    before = files_of(written)

    def fail(folder):
        raise RuntimeError("the report fails")

    with monkeypatch.context() as patched:
        patched.setattr(released_world, "write_report", fail)
        with pytest.raises(RuntimeError, match="the report fails"):
            write_world(written, world.tables(), about(world), gather())
    with only_one(written), pytest.raises(StudyError, match="another run is writing"):
        write_world(written, world.tables(), about(world), gather())
    assert files_of(written) == before
    assert list(written.parent.iterdir()) == [written]


def test_forced_labour_without_national_data_is_refused(tmp_path):
    world = InventedWorld(measures=FORMS, forced=True, countries=20)
    rows = world.estimates()
    k = next(n for n, row in enumerate(rows) if row["place_kind"] == "country")
    rows[k] = {**rows[k], "basis": "borrowed"}
    with pytest.raises(RefusedError, match="has no national data"):
        write_world(tmp_path / "w", WorldTables(rows), about(world), gather())


def test_an_account_without_a_stated_year_and_an_unknown_language_are_refused(world, tmp_path):
    with pytest.raises(StudyError, match="no 'stated_year'"):
        about(world, stated_year=None)
    told = replace(about(world), measures=[])
    with pytest.raises(StudyError, match="no 'measures'"):
        write_world(tmp_path / "w", world.tables(), told, gather())
    told = about(world, language="tlh")
    with pytest.raises(StudyError, match="no reports and tables in 'tlh'"):
        write_world(tmp_path / "w", world.tables(), told, gather())
    assert list(tmp_path.iterdir()) == []
