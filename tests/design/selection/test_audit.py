"""The audit: what it says, that the sample is drawn again from it, its sheet in six languages."""

import io
import string

import msgspec
import openpyxl
import pytest

from measure87.design.selection.audit import Audit, audit_of, columns_of, differences, read_audit
from measure87.design.selection.drawing import select
from measure87.design.selection.methods import METHODS
from measure87.design.selection.plan import Plan
from measure87.design.selection.sheets import audit_workbook, units_csv
from measure87.design.selection.wording import LANGUAGES, words_of
from measure87.vocabulary.errors import DataError, UsageError
from tests.design.selection.frames import areas, frame_of, households

TWO_STAGES = {"cluster": "cluster", "size": "census", "strata": ("region",)}


def audit_two_stages(seed=3):
    frame = frame_of(households(), "cluster", "household", **TWO_STAGES)
    plan = Plan("chromy", seed, n=6, take=3, replacements=1, joint=True)
    return audit_of(select(frame, plan), 1, "0.1.0")


@pytest.mark.parametrize("method", METHODS)
def test_it_survives_its_file_and_gives_the_same_sample_again(method, tmp_path):
    size = {} if method == "srs" else {"size": "households"}
    frame = frame_of(areas(), "area", strata=("region",), **size)
    audit = audit_of(select(frame, Plan(method, 11, n=9, replacements=2)), 1, "0.1.0")
    path = tmp_path / "audit.json"
    path.write_bytes(msgspec.json.encode(audit))
    held = read_audit(path)
    assert held == audit
    named = columns_of(held)
    again = frame_of(areas(), *named.ids, size=named.size, strata=named.strata)
    assert differences(held, audit_of(select(again, held.plan), 1, "0.1.0")) == []


def test_another_seed_or_frame_is_seen():
    assert differences(audit_two_stages(3), audit_two_stages(4)) == ["units", "joint"]
    other = msgspec.structs.replace(audit_two_stages().frame, sha256="1" * 64)
    changed = msgspec.structs.replace(audit_two_stages(), frame=other)
    assert differences(audit_two_stages(), changed) == ["frame"]


def test_it_says_frame_seed_stages_chances_and_weights():
    audit = audit_two_stages()
    said = msgspec.to_builtins(audit)
    assert said["frame"] == {
        "file": "frame.csv", "sha256": "0" * 64, "rows": 600,
        "columns": {"ids": ("cluster", "household"), "size": "census", "strata": ("region",),
                    "cluster": "cluster"},
    }  # fmt: skip
    assert said["plan"] == {"method": "chromy", "seed": 3, "n": 6, "take": 3, "replacements": 1,
                            "joint": True}  # fmt: skip
    for unit in audit.sampled:
        assert unit.weight == 1 / unit.chance
        assert unit.chance == unit.cluster_chance * unit.chance_within
    assert len(audit.joint) == 2


def test_what_is_no_audit_is_told(tmp_path):
    path = tmp_path / "audit.json"
    path.write_text('{"schema": 1}')
    with pytest.raises(DataError, match=r"audit.json is no audit of a selection"):
        read_audit(path)


def test_units_as_csv_have_a_row_each():
    lines = units_csv(audit_two_stages()).splitlines()
    assert lines[0].startswith("row,id,stratum,cluster,role,chance")
    assert len(lines) == 1 + 6 * 4
    assert sum(",replacement-1,,,,,0" in line for line in lines) == 6


def test_the_same_audit_gives_the_same_bytes():
    assert audit_workbook(audit_two_stages()) == audit_workbook(audit_two_stages())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_has_units_strata_and_how_it_was_drawn(language):
    audit = audit_two_stages()
    book = openpyxl.load_workbook(io.BytesIO(audit_workbook(audit, language)))
    words = words_of(language)
    assert book.sheetnames == [words.sheet[name] for name in ("sample", "strata", "about")]
    units = list(book[words.sheet["sample"]].iter_rows(values_only=True))
    assert len(units) == 1 + len(audit.units)
    assert units[1][:2] == (audit.units[0].row, audit.units[0].id)
    assert units[1][5] == pytest.approx(audit.units[0].chance)
    about = {row[0]: row[1] for row in book[words.sheet["about"]].iter_rows(values_only=True)}
    assert about[words.sheet["hash"]] == "0" * 64
    assert about[words.sheet["seed"]] == "3"
    assert about[words.sheet["method"]] == words.methods["chromy"]
    is_rtl = bool(book[words.sheet["sample"]].sheet_view.rightToLeft)
    assert is_rtl == (language == "ar") == (words.direction == "rtl")


def test_texts_that_look_like_formulas_stay_texts():
    table = areas().with_columns(area="=1+" + areas()["area"])
    audit = audit_of(select(frame_of(table, "area"), Plan("srs", 1, n=3)), 1, "0.1.0")
    book = openpyxl.load_workbook(io.BytesIO(audit_workbook(audit)))
    assert {cell.data_type for cell in book["Sample"]["B"]} == {"s"}
    assert ",'=1+a" in units_csv(audit)


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything_with_the_same_values(language):
    english, words = words_of("en"), words_of(language)
    for part in ("sheet", "methods", "notices"):
        ours, theirs = getattr(words, part), getattr(english, part)
        assert list(ours) == list(theirs)
        assert all(text.strip() for text in ours.values())
        assert {key: fields(text) for key, text in ours.items()} == {
            key: fields(text) for key, text in theirs.items()
        }
    assert set(words.methods) == set(METHODS)
    if language != "en":
        same = [key for key, text in words.sheet.items() if text == english.sheet[key]]
        assert set(same) <= {"variable", "unit", "no"}, same
    names = [words.sheet[name] for name in ("sample", "strata", "about")]
    assert all(len(name) <= 31 for name in names)
    assert len(set(names)) == 3


def test_an_unknown_language_is_told():
    with pytest.raises(UsageError, match="not written in 'xx'"):
        words_of("xx")


def test_an_audit_has_no_field_that_nobody_declared():
    assert set(msgspec.to_builtins(audit_two_stages())) <= {
        f.name for f in msgspec.structs.fields(Audit)
    }
