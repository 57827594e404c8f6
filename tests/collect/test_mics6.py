"""The MICS6 preset on invented files in the variants of several countries."""

from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure87.collect import apply_mapping, parse_mapping
from measure87.collect.presets import mics6_mapping
from measure87.files import UserMissing, read_source, write_sav
from measure87.vocabulary.errors import DataError, StudyError


def collect(table):
    """Mapping by the preset, applied."""
    section = parse_mapping(mics6_mapping(table))["fs"]
    return section, apply_mapping(section, {"persons": table})


@pytest.fixture
def standard(source, mics_columns, mics_labels):
    return source(mics_columns, mics_labels)


def test_the_standard_file_needs_no_assumption(standard):
    section, collected = collect(standard)
    persons = collected.persons.collect()
    assert section.notices == ()
    assert persons["person_id"].to_list()[:2] == ["1-1-3", "1-2-4"]
    assert persons["age_years"].to_list() == [5, 8, 11, 12, 14, 15, 17]
    assert persons["cluster"].to_list() == [1, 1, 2, 2, 3, 3, 4]
    assert collected.report.rows_kept["persons"] == 7


def test_work_hours_and_hazards_are_as_the_official_tabulation_reads_them(standard):
    persons = collect(standard)[1].persons.collect()
    assert persons["economic_activity"].to_list() == [2, 0, 0, 2, 2, 1, 2]
    assert persons["economic_hours"].to_list() == [1, None, None, None, 14, None, 43]
    assert persons["heavy_loads"].to_list() == [0, None, None, 2, 0, 1, 2]
    assert persons["dangerous_tools"].to_list() == [0, None, None, 1, 0, 1, 0]
    assert persons["fetched_water"].to_list() == [2, 0, 2, 0, 2, 0, 0]
    assert persons["water_hours"].to_list() == [2, None, None, None, 7, None, None]
    assert persons["household_chores"].to_list() == [2, 0, 0, 0, 2, 1, 2]
    assert persons["chores_hours"].to_list() == [4, None, None, None, 7, None, None]


def test_school_attendance_is_ever_and_now(standard):
    persons = collect(standard)[1].persons.collect()
    assert persons["school_attendance"].to_list() == [2, 0, 2, 0, 1, 1, 2]


def test_regions_have_the_labels_of_the_file_in_any_script(standard):
    labels = collect(standard)[1].labels
    assert labels["region"] == {"1": "North-East", "2": "Río Negro", "3": "الشمال", "4": "Хөвсгөл"}
    assert labels["sex"] == {"1": "Male", "2": "Female"}


def renamed(columns, case):
    return {case(name): values for name, values in columns.items()}


CASES, KINDS = (str.lower, str.upper, str.capitalize), (pl.Int64, pl.Float64, pl.String)
"""Each with one of the other each time, and all pairs with the slow tests."""


@pytest.mark.parametrize(
    ("case", "kind"),
    [
        *zip(CASES, KINDS, strict=True),
        *(
            pytest.param(case, kind, marks=pytest.mark.slow)
            for (a, case), (b, kind) in product(enumerate(CASES), enumerate(KINDS))
            if a != b
        ),
    ],
)
def test_names_in_any_case_and_codes_of_any_type_give_the_same_persons(
    source, mics_columns, mics_labels, case, kind
):
    want = collect(source(mics_columns))[1].persons.collect()
    frame = pl.DataFrame(renamed(mics_columns, case))
    weight = case("fsweight")
    typed = frame.with_columns(pl.all().exclude(weight).cast(kind))
    if kind == pl.Float64:
        typed = frame.with_columns(pl.all().cast(kind))
    got = collect(source(typed))[1].persons.collect()
    identifiers = ["stratum", "cluster"]
    assert got.drop(identifiers).equals(want.drop(identifiers))


def test_a_file_written_and_read_as_spss_gives_the_same(
    tmp_path, source, mics_columns, mics_labels
):
    frame = pl.DataFrame(mics_columns)
    write_sav(
        tmp_path / "fs.sav", frame, value_labels=mics_labels,
        missing_codes={"CL3": UserMissing((), ((97.0, 99.0),)), "CL1A": UserMissing(("9",))},
    )  # fmt: skip
    got = collect(read_source(tmp_path / "fs.sav"))[1]
    want = collect(source(mics_columns, mics_labels))[1]
    assert got.persons.collect().equals(want.persons.collect())
    assert got.labels == want.labels


def without(columns, *names):
    return {name: values for name, values in columns.items() if name not in names}


def test_no_psu_takes_the_cluster_number(source, mics_columns):
    section, collected = collect(source(without(mics_columns, "PSU")))
    assert section.persons["cluster"].variables == ("HH1",)
    assert any("no complete PSU" in line for line in collected.report.notices)


def test_a_psu_with_gaps_is_not_used(source, mics_columns):
    section, _ = collect(source({**mics_columns, "PSU": [None, 1, 2, 2, 3, 3, 4, 4]}))
    assert section.persons["cluster"].variables == ("HH1",)


@pytest.mark.parametrize(
    ("gone", "made_of"),
    [(("stratum",), ("HH6", "HH7")), (("stratum", "HH6"), ("HH7",)),
     (("stratum", "HH6", "HH7"), None)],
)  # fmt: skip
def test_no_stratum_makes_one_of_area_and_region_or_none(source, mics_columns, gone, made_of):
    section, collected = collect(source(without(mics_columns, *gone)))
    stratum = section.persons.get("stratum")
    assert (stratum.variables if stratum else None) == made_of
    assert any("no complete stratum" in n or "no stratum" in n for n in collected.report.notices)


def test_a_variant_of_the_region_is_found(source, mics_columns):
    columns = without(mics_columns, "HH7") | {"HH7A": mics_columns["HH7"]}
    section, collected = collect(source(columns))
    assert section.persons["region"].variables == ("HH7A",)
    assert "There is no HH7; the region is HH7A." in collected.report.notices


def test_no_area_no_region_and_no_wealth_still_run(source, mics_columns):
    section, collected = collect(source(without(mics_columns, "HH6", "HH7", "windex5", "HL4")))
    assert not {"area", "region", "wealth_quintile", "sex"} & set(section.persons)
    for name in ("HL4", "HH6", "HH7", "windex5"):
        assert any(f"There is no {name}" in line for line in collected.report.notices)


def test_wealth_without_a_quintile_is_absent(source, mics_columns):
    section, _ = collect(source({**mics_columns, "windex5": [0] * 8}))
    assert "wealth_quintile" not in section.persons


def test_codes_outside_the_quintiles_are_missing(standard):
    quintiles = collect(standard)[1].persons.collect()["wealth_quintile"].to_list()
    assert quintiles == ["1", "2", "3", "4", "5", "1", None]


@pytest.mark.few(3)
@pytest.mark.parametrize(
    ("labels", "area"),
    [
        ({"1": "URBAN", "2": "RURAL"}, ["1", "1", "2", "2", "2", "2", "1"]),
        ({"1": "Rural", "2": "Urbain"}, ["2", "2", "1", "1", "1", "1", "2"]),
        ({}, ["1", "1", "2", "2", "2", "2", "1"]),
        ({"1": "Хот", "2": "Хөдөө"}, ["1", "1", "2", "2", "2", "2", "1"]),
        ({"1": "Urban", "2": "Camps"}, ["1", "1", None, None, None, None, "1"]),
        ({"1": "URBAN", "2": "OTHER"}, ["1", "1", "2", "2", "2", "2", "1"]),
        ({"1": "Місто", "2": "Село"}, ["1", "1", "2", "2", "2", "2", "1"]),
        ({"1": "Посёлок городского типа", "2": "Сельская"}, ["1", "1", "2", "2", "2", "2", "1"]),
        ({"1": "Thành thị", "2": "Nông thôn"}, ["1", "1", "2", "2", "2", "2", "1"]),
        ({"1": "Campos de refugiados", "2": "Urbano"}, [None, None, "1", "1", "1", "1", None]),
    ],
)
def test_area_is_read_by_its_labels(source, mics_columns, labels, area):
    collected = collect(source(mics_columns, {"HH6": labels}))[1]
    assert collected.persons.collect()["area"].to_list() == area


def test_an_area_of_another_kind_is_reported_once(source, mics_columns):
    columns = {**mics_columns, "HH6": [1, 1, 2, 2, 3, 3, 3, 1]}
    labels = {"HH6": {"1": "URBAN", "2": "RURAL", "3": "CAMPS"}}
    notices = collect(source(columns, labels))[1].report.notices
    assert notices == ("HH6: 3 (CAMPS) is neither urban nor rural.",)


@pytest.mark.parametrize(
    ("labels", "sex"),
    [
        ({"1": "MALE", "2": "FEMALE"}, ["1", "2", "1", "2", "1", "2", "1"]),
        ({"1": "Féminin", "2": "Masculin"}, ["2", "1", "2", "1", "2", "1", "2"]),
        ({"1": "Nam", "2": "Nữ"}, ["1", "2", "1", "2", "1", "2", "1"]),
    ],
)
def test_sex_is_read_by_its_labels_where_they_say_it(source, mics_columns, labels, sex):
    collected = collect(source(mics_columns, {"HL4": labels}))[1]
    assert collected.persons.collect()["sex"].to_list() == sex
    assert bool(collected.report.notices) == (sex[0] == "2")


def test_labels_that_say_1_is_no_are_believed_and_reported(source, mics_columns):
    other = {1: 2, 2: 1}
    columns = {**mics_columns, "CL4": [other.get(value, value) for value in mics_columns["CL4"]]}
    collected = collect(source(columns, {"CL4": {"1": "NON", "2": "OUI"}}))[1]
    want = collect(source(mics_columns))[1].persons.collect()["heavy_loads"]
    assert collected.persons.collect()["heavy_loads"].equals(want)
    assert "CL4: 1 is taken as no and 2 as yes, as labelled." in collected.report.notices


def test_a_psu_that_is_the_same_everywhere_is_not_used(source, mics_columns):
    section, _ = collect(source({**mics_columns, "PSU": [0] * 8}))
    assert section.persons["cluster"].variables == ("HH1",)


def test_water_firewood_and_chores_that_were_not_asked_are_reported(source, mics_columns):
    chores = [name for name in mics_columns if name.startswith("CL11")]
    notices = collect(source(without(mics_columns, "CL7", "CL9", *chores)))[1].report.notices
    for told in ("CL7 (fetched water)", "CL9 (collected firewood)", "CL11A to CL11X"):
        assert any(line.startswith(told) and "not asked" in line for line in notices)


def test_an_item_without_any_answer_was_not_asked(source, mics_columns):
    empty = [None] * 8
    columns = {**mics_columns, "CL1C": empty, "CL6E": empty, "CL11X": empty}
    section, collected = collect(source(columns))
    assert section.persons["economic_activity"].variables == ("CL1A", "CL1B", "CL1X")
    assert "CL11X" not in section.persons["household_chores"].variables
    assert "chemicals_explosives" not in section.persons
    assert collected.persons.collect()["economic_activity"].to_list() == [2, 0, 0, 2, 2, 1, 2]
    notices = " ".join(collected.report.notices)
    for told in ("CL1C of economic", "CL11X of household", "hazards CL6E were not asked"):
        assert told in notices


def test_hours_without_any_answer_are_not_there_only_if_some_child_works(source, mics_columns):
    empty = [None] * 8
    section, collected = collect(source({**mics_columns, "CL3": empty}))
    assert "economic_hours" not in collected.items
    assert any("CL3 was not asked" in line for line in collected.report.notices)
    nobody = {**mics_columns, "CL9": [2] * 8, "CL10": empty}
    section, collected = collect(source(nobody))
    assert "firewood_hours" in section.persons
    assert not any("CL10" in line for line in collected.report.notices)


def test_an_item_that_a_measure_needs_is_mapped_though_nobody_answered(source, mics_columns):
    collected = collect(source({**mics_columns, "CL5": [None] * 8}))[1]
    assert collected.persons.collect()["dangerous_tools"].to_list()[3:5] == [1, 1]
    assert any(line.startswith("CL5 holds no answer") for line in collected.report.notices)


def test_extra_items_of_a_block_count_and_items_outside_do_not(source, mics_columns):
    extra = {
        "CL1D": [2, 1, 2, 2, 2, 2, 2, None],
        "CL6F": [2, 2, 2, 1, 2, 2, 2, None],
        "CL10A": [1] * 8,
        "CL10B": [30] * 8,
        "CL11G": [2, 2, 1, 2, 2, 2, 2, None],
        "CL14": [1] * 8,
    }
    table = source(
        mics_columns | extra,
        variable_labels={"CL6F": "Works at night", "CL10A": "Herded animals in past week"},
    )
    section, collected = collect(table)
    persons = collected.persons.collect()
    assert persons["economic_activity"].to_list() == [2, 2, 0, 2, 2, 1, 2]
    assert persons["household_chores"].to_list() == [2, 0, 2, 0, 2, 1, 2]
    assert persons["night_work"].to_list() == [0, 0, 0, 2, 0, 0, 0]
    assert section.persons["firewood_hours"].variables == ("CL10",)
    used = {name for mapping in section.persons.values() for name in mapping.variables}
    assert not used & {"CL10A", "CL10B", "CL14"}
    notices = " ".join(collected.report.notices)
    for told in ("CL1D", "CL11G", "CL10A (Herded animals in past week)", "CL10B", "CL14"):
        assert told in notices


def test_an_extra_hazard_without_a_known_meaning_is_left_out_and_reported(source, mics_columns):
    section, collected = collect(source(mics_columns | {"CL6F": [1] * 8}))
    assert "night_work" not in section.persons
    assert any("CL6F" in line and "not used" in line for line in collected.report.notices)


def test_hazards_that_were_not_asked_are_reported(source, mics_columns):
    section, collected = collect(source(without(mics_columns, "CL6E", "CL6X")))
    assert "chemicals_explosives" not in section.persons
    assert "The hazards CL6E, CL6X were not asked." in collected.report.notices


def test_a_code_that_no_line_names_is_unknown_and_reported(source, mics_columns):
    columns = mics_columns | {"CL4": [5, None, None, 1, 2, None, 1, None]}
    collected = collect(source(columns))[1]
    assert collected.persons.collect()["heavy_loads"].to_list()[0] == 1
    assert collected.report.unmapped[0].code == "5"


def test_no_may_be_zero_and_letters_may_be_yes(source, mics_columns):
    zero = {
        name: [0 if value == 2 else value for value in mics_columns[name]]
        for name in ("CL1A", "CL1B", "CL1C", "CL1X")
    }
    letters = {"CL6A": [None, None, None, "A", "?", None, None, None]}
    collected = collect(source(mics_columns | zero | letters))[1]
    persons = collected.persons.collect()
    assert persons["economic_activity"].to_list() == [2, 0, 0, 2, 2, 1, 2]
    assert persons["dust_fumes_gas"].to_list() == [0, None, None, 2, 1, 0, 0]
    notices = collected.report.notices
    assert "CL1A, CL1B, CL1C, CL1X: 0 is taken as no, for there is no 2." in notices
    assert "CL6A: a letter is taken as yes and an empty cell as no." in notices


def test_hazards_that_end_after_a_yes_are_noticed(source, mics_columns):
    many = {name: values[:7] * 10 for name, values in mics_columns.items()}
    many["LN"] = list(range(70))
    many["CL4"] = [1] * 70
    many["CL6A"] = [None] * 70
    notices = collect(source(many))[1].report.notices
    assert any("a single hazard cannot" in line for line in notices)


def test_an_empty_cell_that_is_a_no_is_no_question_skipped(source, mics_columns):
    many = {name: values[:7] * 10 for name, values in mics_columns.items()}
    many["LN"] = list(range(70))
    many["CL4"] = [1] * 70
    many["CL6A"] = ["A"] * 5 + [None] * 65
    notices = collect(source(many))[1].report.notices
    assert not any("a single hazard cannot" in line for line in notices)


def test_no_result_of_the_interview_keeps_all_rows(source, mics_columns):
    columns = without(mics_columns, "FS17")
    section, collected = collect(source(columns))
    assert section.keep == ()
    assert collected.report.rows_kept["persons"] == 8
    assert any("all rows are kept" in line for line in collected.report.notices)


def test_a_module_that_nobody_answered_is_refused(source, mics_columns):
    empty = {name: [None] * 8 for name in mics_columns if name.startswith("CL1")}
    with pytest.raises(DataError, match="CL1A to CL1X hold no answer"):
        mics6_mapping(source({**mics_columns, **empty}))


@pytest.mark.parametrize(
    ("gone", "reason"),
    [
        (("fsweight",), "no fsweight"),
        (("CB3",), "no CB3"),
        (("HH1", "HH2", "LN"), "neither HH1"),
        ((), "no child labour module"),
    ],
)
def test_a_file_that_is_not_of_children_5_to_17_is_refused(source, mics_columns, gone, reason):
    module = [name for name in mics_columns if name.startswith("CL")]
    with pytest.raises(DataError, match=reason) as caught:
        mics6_mapping(source(without(mics_columns, *gone, *module)))
    assert "fs.sav" in caught.value.hint


RENAMED = {
    "fsweight": ("weight", "CHWT", "Children 5-17 sample weight", "fsweight"),
    "CB3": ("age_years", "CAGE", "Age of child in completed years", "CB3"),
    "LN": ("person_id", "LINE", "Line number", "HH1, HH2 and LN"),
}


@pytest.mark.parametrize("name", RENAMED)
def test_a_variable_with_another_name_is_asked_for_and_the_rest_is_kept(
    source, mics_columns, mics_labels, name
):
    column, other, label, wanted = RENAMED[name]
    columns = {other if key == name else key: values for key, values in mics_columns.items()}
    text = mics6_mapping(source(columns, mics_labels, variable_labels={other: label}))
    with pytest.raises(StudyError) as caught:
        parse_mapping(text)
    assert caught.value.code == "asked"
    assert f"fs.persons.{column} asks for: " in str(caught.value)
    assert wanted in str(caught.value)
    assert other in str(caught.value).partition("it may be ")[2]
    whole = parse_mapping(mics6_mapping(source(mics_columns, mics_labels)))["fs"].persons
    asked, _, rest = text.partition(f"[fs.persons.{column}]")
    answered = rest.partition("\n\n")[2]
    kept = parse_mapping(f'{asked}[fs.persons.{column}]\nvariables = ["A"]\n\n{answered}')["fs"]
    lost = {"line"} if column == "person_id" else set()
    assert set(kept.persons) == set(whole) - lost


@pytest.mark.parametrize("examples", [8, pytest.param(40, marks=pytest.mark.proof)])
def test_any_codes_and_blanks_in_the_module_are_mapped_without_a_failure(
    source, mics_columns, examples
):
    """Random codes, random blanks, variables dropped at random."""

    @settings(max_examples=examples, deadline=None)
    @given(data=st.data())
    def tried(data):
        mapped_without_a_failure(source, mics_columns, data)

    tried()


def mapped_without_a_failure(source, mics_columns, data):
    columns = dict(mics_columns)
    module = [name for name in columns if name.startswith(("CL", "CB7", "HH6", "HH7", "win"))]
    values = st.one_of(st.none(), st.integers(0, 99), st.sampled_from([1, 2, 9]))
    for name in data.draw(st.lists(st.sampled_from(module), max_size=12, unique=True)):
        columns[name] = data.draw(st.lists(values, min_size=8, max_size=8))
    keep_one = {"CL1A"}
    for name in data.draw(st.lists(st.sampled_from(module), max_size=8, unique=True)):
        if name not in keep_one:
            columns.pop(name)
    _, collected = collect(source(pl.DataFrame(columns, strict=False)))
    persons = collected.persons.collect()
    assert persons.height == 7
    for name, dtype in persons.schema.items():
        if dtype == pl.Int8:
            assert set(persons[name].unique().to_list()) <= {0, 1, 2, None}
        if "hours" in name:
            told = persons[name].drop_nulls()
            assert ((told >= 0) & (told <= 96)).all()
