"""Notices of presets are codes with values, in a mapping that people read and change."""

import pytest

from measure87.collect import apply_mapping, parse_mapping
from measure87.collect.mapping_notices import TEXTS, preset_notice
from measure87.collect.presets import mics5_mapping, mics6_mapping
from measure87.vocabulary.errors import StudyError

SECTION = 'schema = 1\n[x]\nnotices = [{}]\n[x.persons.person_id]\nvariable = "ID"\n'


def notices(entries: str):
    return parse_mapping(SECTION.format(entries))["x"].notices


def test_a_preset_writes_a_code_with_values_under_the_sentence_that_they_make(source, mics_columns):
    columns = {name: values for name, values in mics_columns.items() if name != "CL8"}
    table = source(columns)
    text = mics6_mapping(table)
    lines = [line.strip() for line in text.splitlines()]
    at = lines.index("# CL8 was not asked; hours of fetched water are not known.")
    assert lines[at + 1] == (
        '{ code = "preset-hours-not-asked", variable = "CL8", activity = "fetched_water" },'
    )
    told = apply_mapping(parse_mapping(text)["fs"], {"persons": table}).report.warnings
    (notice,) = [one for one in told if one.code == "preset-hours-not-asked"]
    assert notice.text == "CL8 was not asked; hours of fetched water are not known."
    assert notice.values == {"variable": "CL8", "activity": "fetched_water"}


def test_sentences_that_people_write_stay_as_they_are():
    (own,) = notices('"La région 9 n\'a pas été visitée."')
    assert (own.code, own.text) == ("mapping", "La région 9 n'a pas été visitée.")
    assert own.values == {}


def test_sentences_of_people_stand_beside_codes_of_presets():
    told = notices('"Region 9 was not visited.", { code = "preset-no-stratum" }')
    assert [one.code for one in told] == ["mapping", "preset-no-stratum"]


@pytest.mark.parametrize("code", TEXTS)
def test_every_notice_of_a_preset_comes_back_from_a_mapping(code, source):
    pattern = TEXTS[code]
    lists = {"named", "urban", "rural", "male", "female"}
    names = [part.split("}")[0] for part in pattern.split("{")[1:]]
    values = {name: ['A (Ünï "q")', "B"] if name in lists else "CL1" for name in names}
    written = preset_notice(code, **values)
    from measure87.collect.mapping_notices import entry_of
    from measure87.collect.mapping_text import toml_value

    (read,) = notices(toml_value(entry_of(written)))
    assert (read.code, read.text, read.values) == (written.code, written.text, written.values)
    assert "{" not in read.text


@pytest.mark.parametrize(
    ("entry", "told", "hint"),
    [
        ('{ code = "preset-psuu", variable = "HH1" }', "preset-psuu", "preset-psu"),
        ('{ code = "preset-psu" }', "variable is missing", "add variable"),
        ('{ variable = "HH1" }', "code is missing", "add code"),
        ('{ code = "preset-psu", variabel = "HH1" }', "variabel", "variable"),
        ('{ code = "preset-psu", variable = 1 }', "variable of the notice", "quotation marks"),
        ('{ code = ["preset-psu"] }', "preset-psu", ""),
    ],
)
def test_an_entry_that_no_preset_writes_is_refused_with_what_to_do(entry, told, hint):
    with pytest.raises(StudyError, match=told) as error:
        notices(entry)
    assert hint in str(error.value.hint)
    assert "x.notices" in str(error.value.where)


BREAKING = [
    "Herds\n[hh.persons.weight]\nvariable = 'CL4'",
    "a bell \x07 and a nought \x00",
    "turned \u202e round",
    'quotes """ and # signs ]',
    "long " + "x" * 100_000,
]


@pytest.mark.parametrize("label", BREAKING)
@pytest.mark.parametrize("preset", [mics5_mapping, mics6_mapping])
def test_no_label_of_a_file_can_write_into_the_mapping(label, preset, source, mics_columns):
    """Items of a country's own stand in comments and notices, with their labels."""
    columns = dict(mics_columns)
    if preset is mics5_mapping:
        columns |= {"SL9C": columns["CB3"], "SL1": [1] * 8, "hhweight": [1.0] * 8}
        columns |= {"CL2A": columns["CL1A"], "CL4": columns["CL3"]}
    columns |= {"CL20": [1] * 8, "CL10H": columns["CL1A"], "CL11G": columns["CL1A"]}
    named = dict.fromkeys(("CL20", "CL10H", "CL11G"), label)
    table = source(columns, {"HH6": {"3": label}}, variable_labels=named)
    plain = source(columns, {"HH6": {"3": "x"}}, variable_labels=dict.fromkeys(named, "x"))
    (section,) = parse_mapping(preset(table)).inputs.values()
    (expected,) = parse_mapping(preset(plain)).inputs.values()
    assert section.persons == expected.persons
    assert section.keep == expected.keep
    assert len(preset(table)) < len(preset(plain)) + 5_000
