"""Lists that are empty, alone, all alike, damaged, or hold what a spreadsheet would run."""

import sys

import polars as pl
import pytest

from measure87.collect.linkage import link_lists, read_link_settings
from measure87.vocabulary.errors import DataError, MissingExtraError, StudyError

pytest.importorskip("splink", reason="needs measure87[linkage]")

_TOP = """schema = 1
draws = 4
[assessment]
file = "impact-assessment.md"
destroy_by = 2099-12-31
"""
_LIST = """[lists.{name}]
file = "{name}.csv"
given_name = "given"
family_name = "family"
birth_date = "born"
"""


def link(desk, lists, top=_TOP, more=""):
    """Link lists given as CSV text or bytes."""
    settings = top
    for name, content in lists.items():
        data = content if isinstance(content, bytes) else content.encode()
        (desk / f"{name}.csv").write_bytes(data)
        settings += _LIST.format(name=name) + more
    (desk / "few.toml").write_text(settings)
    return link_lists(read_link_settings(desk / "few.toml"))


def codes(found):
    return {notice.code for notice in found.notices}


HEAD = "given,family,born\n"
FIVE = HEAD + "".join(
    f"{given},{family},{born}\n"
    for given, family, born in (
        ("Olena", "Koval", "1990-05-31"),
        ("Amina", "Bello", "1984-02-11"),
        ("Minh", "Tran", "1999-12-24"),
        ("Ioana", "Pop", "1975-07-07"),
        ("Kofi", "Mensah", "1968-10-02"),
    )
)


def test_one_list_is_deduplicated_and_told(desk):
    found = link(desk, {"a": FIVE + "OLENA,Koval,1990-05-31\n"})
    assert {"one-list", "few-matches"} <= codes(found)
    assert found.persons[1] == pytest.approx(5, abs=1)


def test_two_lists_of_a_few_persons_are_told_to_say_little(desk):
    found = link(desk, {"a": FIVE, "b": FIVE})
    assert "few-matches" in codes(found)
    assert found.persons[1] < 7
    assert found.table.columns == ["draw", "a", "b"]


def test_an_empty_list_beside_another(desk):
    found = link(desk, {"a": FIVE, "b": HEAD})
    assert "empty-list" in codes(found)
    assert found.table["b"].sum() == 0
    assert found.persons == (5, 5.0, 5)


def test_lists_without_any_record_are_refused(desk):
    with pytest.raises(DataError) as refused:
        link(desk, {"a": HEAD, "b": HEAD})
    assert refused.value.code == "empty-lists"


def test_a_file_without_a_header_is_refused(desk):
    with pytest.raises(DataError) as refused:
        link(desk, {"a": "", "b": FIVE})
    assert refused.value.code == "empty-file"


def test_a_column_that_is_not_there_is_named(desk):
    with pytest.raises(DataError) as refused:
        link(desk, {"a": "given,family\nOlena,Koval\n", "b": FIVE})
    assert refused.value.code == "unknown-column"
    assert "born" in refused.value.text
    assert "Olena" not in str(refused.value)


def test_all_of_one_name_without_dates_is_told_to_be_doubtful(desk):
    rows = HEAD + "Maria,Silva,\n" * 40
    found = link(desk, {"a": rows, "b": rows}, more="deduplicated = true\n")
    assert found.table["a"].sum() == 40 * found.draws
    assert found.table["b"].sum() == 40 * found.draws
    assert 40 <= found.persons[0] <= found.persons[2] <= 80


def test_all_of_one_name_with_dates_are_told_apart_by_them(desk):
    rows = "".join(f"Maria,Silva,{1950 + i}-0{i % 9 + 1}-1{i % 10}\n" for i in range(50))
    found = link(desk, {"a": HEAD + rows, "b": HEAD + rows}, more="deduplicated = true\n")
    # The dates alone make each pair probable to about 0.95.
    assert found.persons[1] == pytest.approx(50, abs=6)


def test_lists_in_which_too_much_is_alike_are_refused_before_the_work(desk):
    rows = HEAD + "Maria,Silva,1990-05-31\n" * 8_000
    with pytest.raises(DataError) as refused:
        link(desk, {"a": rows})
    assert refused.value.code == "too-many-pairs"
    assert "Maria" not in str(refused.value)


def test_records_without_anything_are_persons_of_their_own(desk):
    found = link(desk, {"a": HEAD + "unknown,,\n" * 4, "b": HEAD + ",n/a,\n" * 3})
    assert found.persons == (7, 7.0, 7)
    assert "no-names" in codes(found)


def test_a_formula_in_a_cell_is_refused_without_showing_it(desk):
    with pytest.raises(DataError) as refused:
        link(desk, {"a": HEAD + '"=HYPERLINK(""x"")",Koval,1990-05-31\n', "b": FIVE})
    assert refused.value.code == "formula"
    assert "HYPERLINK" not in str(refused.value)


def test_a_list_in_another_encoding_is_told_and_can_be_named(desk):
    latin = FIVE.replace("Amina", "Zoë").encode("latin-1")
    with pytest.raises(DataError) as refused:
        link(desk, {"a": latin, "b": FIVE})
    assert refused.value.code == "encoding"
    assert "Zo" not in str(refused.value)
    found = link(desk, {"a": latin, "b": FIVE.replace("Amina", "Zoe").encode("latin-1")},
                 more='encoding = "latin-1"\n')  # fmt: skip
    assert found.persons[1] < 7


def test_a_stratum_from_outside_cannot_become_a_formula(desk):
    rows = "given,family,born,area\n" + "".join(
        f"Name{i},Other{i},19{60 + i}-05-1{i % 10},north\n" for i in range(20)
    )
    found = link(desk, {"a": rows, "b": rows}, more='strata = { region = "area" }\n')
    assert set(found.table["region"]) == {"north"}


def test_many_lists_are_linked(desk):
    found = link(desk, dict.fromkeys("abcdef", FIVE), more="deduplicated = true\n")
    assert found.table.columns == ["draw", *"abcdef"]
    assert found.table.select(pl.sum_horizontal(*"abcdef")).max().item() <= 6


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.replace("schema = 1", "schema = 2"), "mapping"),
        (lambda text: text.replace("draws = 4", "drawz = 4"), "unknown-key"),
        (lambda text: text.replace("draws = 4", "draws = 0"), "mapping"),
        (lambda text: text.replace('given_name = "given"\n', "").replace(
            'family_name = "family"\n', ""), "mapping"),
        (lambda text: text.replace("[lists.a]", '[lists."a b"]'), "mapping"),
        (lambda text: text.replace("destroy_by = 2099-12-31", "destroy_by = 'soon'"), "mapping"),
        (lambda text: text + '[lists.h]\nhashed = "private/h.csv"\n', "mapping"),
        (lambda text: text + '[age]\nbands = [18, 19]\non = 2024-01-01\n', "mapping"),
        (lambda text: text + "=", "toml"),
    ],
)  # fmt: skip
def test_settings_that_are_not_as_expected_are_told(desk, change, code):
    (desk / "a.csv").write_text(FIVE)
    (desk / "few.toml").write_text(change(_TOP + _LIST.format(name="a")))
    with pytest.raises(StudyError) as refused:
        read_link_settings(desk / "few.toml")
    assert refused.value.code == code


def test_labelled_pairs_that_name_no_record_are_told_by_row(desk):
    (desk / "labelled.csv").write_text(
        "list_a,record_a,list_b,record_b,match\npolice,P99999,shelter,S00001,1\n"
    )
    with pytest.raises(DataError) as refused:
        link_lists(read_link_settings(desk / "linkage.toml"))
    assert refused.value.code == "labelled-pairs"
    assert "row 1" in refused.value.text
    assert "P99999" not in str(refused.value)


def test_without_splink_the_line_that_installs_it_is_told(desk, monkeypatch):
    monkeypatch.setitem(sys.modules, "splink.internals.exceptions", None)
    with pytest.raises(MissingExtraError) as refused:
        link(desk, {"a": FIVE, "b": FIVE})
    assert "measure87[linkage]" in refused.value.hint
