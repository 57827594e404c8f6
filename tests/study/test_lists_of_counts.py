"""Tables of histories of which no column is named as the count: found, or refused."""

import itertools
import re

import numpy as np
import polars as pl
import pytest

from measure87.files import read_source
from measure87.study import check_study
from measure87.study.lists.inputs import ListColumns, list_study
from measure87.study.lists.new import columns_found
from measure87.vocabulary.errors import DataError, Measure87Error, StudyError
from tests.study.test_list_study import change, filled

LISTS = ("police", "ong", "ligne")
HISTORIES = [row for row in itertools.product((0, 1), repeat=3) if any(row)]
COUNTS = (220, 190, 31, 160, 22, 19, 7)
PLACES = ("Nord", "Sud", "Est")
NAMES = (
    "effectif", "Effectifs", "nombre", "Nombre de personnes", "fréquence", "N", "conteo",
    "Recuento", "número de personas", "contagem", "Frequência", "n.º de pessoas", "количество",
    "Число человек", "численность", "العدد", "عدد الأشخاص", "count", "number of persons",
)  # fmt: skip


def counted(folder, name, *, places=PLACES):
    rows = [
        {"region": place, **dict(zip(LISTS, row, strict=True)), name: count + 3 * i}
        for i, place in enumerate(places)
        for row, count in zip(HISTORIES, COUNTS, strict=True)
    ]
    pl.DataFrame(rows).write_csv(folder / "counts.csv")
    return read_source(folder / "counts.csv")


def persons(folder, n=400, **more):
    """One row a person, on one list or more, with what else is known of each."""
    draw = np.random.default_rng(5)
    on = (draw.random((3 * n, 3)) < (0.3, 0.25, 0.2)).astype(int)
    on = on[on.any(axis=1)][:n]
    table = pl.DataFrame(on, schema=list(LISTS)).with_columns(
        pl.Series("sex", draw.choice(["F", "M"], n)), pl.Series("region", draw.integers(1, 13, n))
    )
    table = table.with_columns(pl.Series(name, make(draw, n)) for name, make in more.items())
    table.write_csv(folder / "persons.csv")
    return read_source(folder / "persons.csv")


def study_of(source, **columns):
    return list_study(source, ListColumns(lists=LISTS, **columns), None)


@pytest.mark.parametrize("name", NAMES)
def test_a_column_of_counts_is_known_by_its_name_in_six_languages(tmp_path, name):
    found = columns_found(counted(tmp_path, name))
    assert (found.count, found.lists, found.others) == (name, LISTS, ("region",))


def test_a_column_of_counts_without_a_known_name_is_known_by_the_shape_of_the_table(tmp_path):
    assert columns_found(counted(tmp_path, "q7")).count == "q7"
    assert columns_found(counted(tmp_path, "q7", places=["all"])).count == "q7"


@pytest.mark.parametrize("name", ["effectif", "q7", "nombre de fichas"])
@pytest.mark.parametrize("places", [PLACES, ("all",)])
def test_counts_that_nobody_named_are_refused_and_not_taken_for_persons(tmp_path, name, places):
    source = counted(tmp_path, name, places=places)
    with pytest.raises(Measure87Error, match=re.escape(repr(name))) as told:
        study_of(source)
    assert told.value.code == "count-not-named"
    assert "covariates" in told.value.hint
    assert not re.search(r"\d", str(told.value.text).replace(name, ""))
    tables = study_of(source, count=name).tables
    assert tables[""][0].counts.sum() == sum(
        count + 3 * i for i in range(len(places)) for count in COUNTS
    )


def test_counts_are_refused_too_beside_withheld_and_empty_cells_numbers_of_rows_and_strata(
    tmp_path,
):
    frame = counted(tmp_path, "q7").lazy.collect()
    marked = frame.with_columns(
        pl.Series("q7", ["<5", None, *map(str, frame["q7"][2:])]),
        pl.Series("row", range(1, frame.height + 1)),
    )
    marked.write_csv(tmp_path / "marked.csv")
    source = read_source(tmp_path / "marked.csv")
    assert columns_found(source).count == "q7"
    with pytest.raises(Measure87Error, match="'q7'"):
        study_of(source, strata="region")


@pytest.mark.parametrize("groups", [["F", "M"], ["F", "M", "unknown"]])
def test_two_lists_in_few_groups_are_known_by_having_every_history(tmp_path, groups):
    histories = [(1, 0), (0, 1), (1, 1)]
    rows = [(group, *row, 40 + 7 * i) for group in groups for i, row in enumerate(histories)]
    frame = pl.DataFrame(rows, schema=["sex", "a", "b", "q7"], orient="row")
    frame.write_csv(tmp_path / "two.csv")
    source = read_source(tmp_path / "two.csv")
    with pytest.raises(Measure87Error, match="'q7'"):
        list_study(source, ListColumns(lists=("a", "b"), strata="sex"), None)


MORE = {
    "age": lambda draw, n: draw.integers(5, 70, n),
    "case_id": lambda draw, n: draw.permutation(n) + 10_000,
    "born": lambda draw, n: [f"{1960 + y}-01-{1 + d:02}" for y, d in draw.integers(0, 28, (n, 2))],
    "household_size": lambda draw, n: draw.integers(1, 9, n),
    "numero": lambda draw, n: np.arange(1, n + 1),
}


@pytest.mark.parametrize("n", [40, 400])
@pytest.mark.parametrize("names", [*[[name] for name in MORE], list(MORE)])
def test_persons_with_ages_and_keys_are_persons(tmp_path, names, n):
    """Rows of persons are alike in lists and groups, or would hardly have been."""
    source = persons(tmp_path, n, **{name: MORE[name] for name in names})
    assert columns_found(source).count is None
    assert study_of(source).tables[""][0].counts.sum() == n


def test_whole_numbers_that_are_known_of_each_person_are_no_counts(tmp_path):
    """Stated as covariates, they are what they are."""
    source = counted(tmp_path, "q7", places=["all"])
    assert study_of(source, covariates=("q7",)).tables[""][0].counts.sum() == len(COUNTS)


def test_a_study_of_counts_without_count_is_refused_by_check(tmp_path):
    lines = [",".join(map(str, (*row, n))) for row, n in zip(HISTORIES, COUNTS, strict=True)]
    study = filled(tmp_path, "\n".join(["police,ong,ligne,q7", *lines]) + "\n")
    assert 'count = "q7"    # persons of each row' in (study / "study.toml").read_text("utf-8")
    check_study(study)
    change(study, 'count = "q7"', "#")
    with pytest.raises(Measure87Error, match="'q7' seems to hold"):
        check_study(study)


def test_a_count_is_told_where_nobody_names_the_lists_either(tmp_path):
    counted(tmp_path, "persons", places=PLACES[:1])
    pl.read_csv(tmp_path / "counts.csv").drop("region").write_csv(tmp_path / "alone.csv")
    source = read_source(tmp_path / "alone.csv")
    with pytest.raises(StudyError, match="'persons' seems to hold the persons of each row"):
        list_study(source, ListColumns(), None)
    named = list_study(source, ListColumns(count="persons"), None)
    assert next(iter(named.tables.values()))[0].lists == LISTS


def test_a_list_with_a_wrong_cell_is_no_count(tmp_path):
    persons(tmp_path)
    table = pl.read_csv(tmp_path / "persons.csv").select(LISTS)
    wrong = pl.when(pl.int_range(pl.len()) == 7).then(2).otherwise("ong").alias("ong")
    table.with_columns(wrong).write_csv(tmp_path / "wrong.csv")
    with pytest.raises(DataError, match="list 'ong' holds a number at row 9"):
        list_study(read_source(tmp_path / "wrong.csv"), ListColumns(), None)
