"""Lists of case records in HTCDS: found by new, checked by run, labelled in the report."""

import hashlib
import json
import re

import pytest

from measure87.files import read_source
from measure87.study import new_study, run_study
from measure87.study.lists.inputs import ListColumns
from measure87.study.lists.records_of_holders import Records, persons_of
from measure87.vocabulary.errors import DataError, ReadingWarning, StudyError
from tests.study.test_list_study import change, filled

HEAD = "Police,NGO,Hotline,vic_TypeOfExploitation,persons"
HISTORIES = ("1,0,0", "0,1,0", "0,0,1", "1,1,0", "1,0,1", "0,1,1", "1,1,1")
NAMES = ("Police", "NGO", "Hotline")
COUNTS = {
    "ForcedLabour": (220, 190, 160, 31, 18, 12, 4),
    "Sexual exploitation": (120, 90, 60, 21, 14, 15, 5),
    "ForcedLabour;SexualExploitation": (60, 50, 45, 12, 9, 8, 4),
}


def records(**more):
    rows = [
        f"{history},{kind},{persons}"
        for kind, counts in {**COUNTS, **more}.items()
        for history, persons in zip(HISTORIES, counts, strict=True)
    ]
    return "\n".join([HEAD, *rows]) + "\n"


@pytest.fixture
def study(tmp_path):
    return filled(tmp_path, table=records())


def stratified(study):
    change(study, '# strata = "vic_TypeOfExploitation"', 'strata = "vic_TypeOfExploitation"')


def test_new_names_the_fields_of_the_standard_as_strata_to_choose_from(study):
    text = (study / "study.toml").read_text("utf-8")
    assert '\nstandard = "HTCDS-2.0"' in text
    assert '\n# strata = "vic_TypeOfExploitation"' in text


def test_sizes_are_told_by_the_codes_of_the_standard_with_its_labels(study):
    stratified(study)
    run_study(study)
    estimates = json.loads((study / "out" / "estimates.json").read_text("utf-8"))["estimates"]
    strata = {e["group"]["stratum"]: e["labels"]["stratum"] for e in estimates if e["group"]}
    assert strata == {
        "ForcedLabour": "Forced labour",
        "SexualExploitation": "Sexual exploitation",
        "several": "several",
    }
    assert all(("several-own-stratum" in e["flags"]) is bool(e["group"]) for e in estimates)
    report = (study / "out" / "report.html").read_text("utf-8")
    assert "Forced labour" in report
    assert "SexualExploitation" not in report
    assert "those for whom several values are reported at once" in report


def test_where_nobody_has_several_values_no_stratum_says_so(tmp_path):
    only = {kind: counts for kind, counts in COUNTS.items() if ";" not in kind}
    rows = [
        f"{history},{kind},{persons}"
        for kind, counts in only.items()
        for history, persons in zip(HISTORIES, counts, strict=True)
    ]
    study = filled(tmp_path, table="\n".join([HEAD, *rows]) + "\n")
    stratified(study)
    run_study(study)
    estimates = json.loads((study / "out" / "estimates.json").read_text("utf-8"))["estimates"]
    assert {len(e["group"]) for e in estimates} == {0, 1}
    assert not any("several-own-stratum" in e["flags"] for e in estimates)


def test_a_cell_without_a_code_stops_the_run_and_is_not_repeated(tmp_path):
    study = filled(tmp_path, table=records(Maria=(1, 2, 3, 4, 5, 6, 7)))
    stratified(study)
    with pytest.raises(DataError, match="first row 23") as caught:
        run_study(study)
    assert "Maria" not in f"{caught.value.text}{caught.value.hint}"
    assert "ForcedLabour" in caught.value.hint


def test_a_column_that_is_no_field_is_refused(study):
    change(study, '# strata = "vic_TypeOfExploitation"', 'strata = "persons"')
    with pytest.raises(DataError, match="no field of HTCDS"):
        run_study(study)


def test_a_standard_whose_codes_were_not_seen_is_refused(study):
    change(study, 'standard = "HTCDS-2.0"', 'standard = "IC-TIP"')
    with pytest.raises(StudyError, match="not seen"):
        run_study(study)


def of_holders():
    """The same persons as records, each holder's in a row of its own, in no order."""
    rows, key = [], 0
    for kind, counts in COUNTS.items():
        for history, persons in zip(HISTORIES, counts, strict=True):
            holders = [n for n, on in zip(NAMES, history.split(","), strict=True) if on == "1"]
            for _ in range(persons):
                key += 1
                rows += [f"P{key},{holder},{kind}" for holder in holders]
    rows.sort(key=lambda row: hash_of(row))
    return "\n".join(["person_key,org_Type,vic_TypeOfExploitation", *rows]) + "\n"


def hash_of(row):
    return hashlib.sha256(row.encode()).hexdigest()


def study_of_records(folder, table, keys='person = "person_key"\nholder = "org_Type"\n'):
    study = filled(folder, table=table)
    path = study / "study.toml"
    text = re.sub(r"columns = \[.*\n", keys, path.read_text("utf-8"))
    path.write_text(text, "utf-8")
    return study


def with_key(folder):
    """One secret for both, so that their cells are rounded alike."""
    (folder / "private").mkdir(exist_ok=True)
    (folder / "private" / "hash.key").write_text("87" * 32 + "\n")


@pytest.mark.slow
def test_records_of_holders_give_what_the_table_of_their_persons_gives(study, tmp_path):
    other = study_of_records(tmp_path / "other", of_holders())
    found = []
    for folder in (study, other):
        stratified(folder)
        with_key(folder)
        run_study(folder)
        told = json.loads((folder / "out" / "estimates.json").read_text("utf-8"))
        found.append((told["estimates"], told["diagnostics"]["lists"]["observed"]))
    (one, seen), (two, also) = found
    assert seen == also
    key = lambda e: (e["method"], e["group"].get("stratum", ""))  # noqa: E731
    for a, b in zip(sorted(one, key=key), sorted(two, key=key), strict=True):
        assert a["value"] == pytest.approx(b["value"], rel=1e-9)
        assert a["n"] == b["n"]


def test_new_names_the_holder_of_records_in_the_standard(tmp_path):
    path = tmp_path / "records.csv"
    path.write_text(of_holders())
    new_study(tmp_path / "s", "lists", data=path, country="ZZZ")
    text = (tmp_path / "s" / "study.toml").read_text("utf-8")
    assert '# holder = "org_Type"' in text
    assert '# person = "..."' in text


@pytest.mark.parametrize("other", ["POLICE", "Pólice", "Police "])
def test_a_holder_that_is_written_in_two_ways_is_refused(tmp_path, other):
    """Each spelling was a list of its own, and the size grew."""
    path = tmp_path / "r.csv"
    path.write_text(f'K,H\n1,Police\n2,NGO\n2,"{other} "\n1,NGO\n', "utf-8")
    if other.strip() == "Police":
        assert persons_of(read_source(path), ListColumns(), Records("K", "H")).frame.height == 2
        return
    with pytest.raises(
        DataError, match="differ in case, accents or blanks alone, first rows 2 and 4"
    ):
        persons_of(read_source(path), ListColumns(), Records("K", "H"))


def shared(n, other):
    """So many persons on both lists, with keys as they are written by each."""
    rows = [f'P{i:04},A\n"{other(i)}",B\n' for i in range(1, n + 1)]
    return "K,H\n" + "".join(rows)


@pytest.mark.parametrize("other", ["p{:04}", "P {:04}", "P{}", "Ṕ{:04}", "p  {:03}"])
def test_a_key_that_is_written_in_two_ways_is_refused(tmp_path, other):
    """Each spelling was a person of her own, and the lists shared nobody."""
    path = tmp_path / "r.csv"
    text = shared(60, lambda i: other.format(i) if i % 20 == 7 else f"P{i:04}")
    path.write_text(text, "utf-8")
    with pytest.raises(DataError, match=r"^3 of 60 persons .* first rows 14 and 15 ") as caught:
        persons_of(read_source(path), ListColumns(), Records("K", "H"))
    assert caught.value.code == "person-in-several-spellings"
    assert "0007" not in f"{caught.value}{caught.value.hint}"


def test_a_key_of_numbers_without_its_zeros_is_one_too(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("K,H\n" + "".join(f"{i:04},A\n{i},B\n" for i in range(1, 60)), "utf-8")
    with pytest.raises(DataError, match="59 of 59 persons"):
        persons_of(read_source(path), ListColumns(), Records("K", "H"))


def test_of_few_keys_alike_there_is_a_warning(tmp_path):
    """Two of a hundred, which codes of capital and small letters may be by chance."""
    path = tmp_path / "r.csv"
    path.write_text(shared(100, lambda i: f"{'p' if i in (3, 4) else 'P'}{i:04}"), "utf-8")
    with pytest.warns(ReadingWarning, match=r"^r\.csv: 2 of 100 persons with several records"):
        found = persons_of(read_source(path), ListColumns(), Records("K", "H"))
    assert found.frame.height == 102


@pytest.mark.parametrize("keys", [("1 12", "11 2"), ("P10", "P1"), ("P1.05", "P1.5")])
def test_keys_that_differ_otherwise_are_of_two_persons(tmp_path, keys):
    path = tmp_path / "r.csv"
    path.write_text("K,H\n" + "".join(f"{key}x,A\n{key}x,B\n" for key in keys), "utf-8")
    found = persons_of(read_source(path), ListColumns(), Records("K", "H"))
    assert found.frame.rows() == [(1, 1), (1, 1)]


def test_a_person_whose_records_differ_is_in_several(tmp_path):
    rows = ["K,H,T", "1,A,x", "1,B,y", "2,A,x", "2,B,", "3,B,"]
    path = tmp_path / "r.csv"
    path.write_text("\n".join(rows) + "\n")
    columns = ListColumns(strata="T")
    frame = persons_of(read_source(path), columns, Records("K", "H")).frame.lazy().collect()
    assert frame.rows() == [(1, 1, "several"), (1, 1, "x"), (0, 1, None)]
    assert frame.columns == ["A", "B", "T"]


@pytest.mark.parametrize(
    ("rows", "match"),
    [
        (["K,H", "1,A", ",B"], "K is empty in 1 record, first row 3 "),
        (["K,H", "1,A", ",B", ",A"], "K is empty in 2 records, first row 3 "),
        (["K,H", "1,A", "2,"], "H is empty in 1 record, first row 3 "),
        (["K,H", *(f"{i},Maria {i}" for i in range(30))], "H has 30 values"),
    ],
)
def test_records_that_cannot_be_lists_are_refused(tmp_path, rows, match):
    path = tmp_path / "r.csv"
    path.write_text("\n".join(rows) + "\n")
    with pytest.raises(DataError, match=match) as caught:
        persons_of(read_source(path), ListColumns(), Records("K", "H"))
    assert "Maria" not in caught.value.text


@pytest.mark.parametrize(
    "keys", ['person = "K"\n', 'person = "K"\nholder = "H"\ncount = "persons"\n']
)
def test_person_and_holder_go_together_and_without_counts(tmp_path, keys):
    study = study_of_records(tmp_path, records(), keys)
    path = study / "study.toml"
    text = path.read_text("utf-8")
    if "count =" in keys:
        text = re.sub(r'(?m)^count = "persons" .*\n', "", text)
    path.write_text(text, "utf-8")
    with pytest.raises(StudyError, match="stands"):
        run_study(study)
