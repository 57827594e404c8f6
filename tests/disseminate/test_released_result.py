"""A released result comes back from its file as it was."""

import json

import pytest

from measure87.disseminate import publish, read_released
from measure87.disseminate.json_text import estimates_json
from measure87.disseminate.released_result import result_from_json
from measure87.files import sha256_of
from measure87.vocabulary.errors import StudyError
from tests.disseminate.invented_result import invented_result

RESULT = invented_result()


def test_the_result_comes_back_from_its_folder(tmp_path):
    publish(RESULT, tmp_path, formats=["json"])
    read = read_released(tmp_path)
    assert estimates_json(read) == estimates_json(RESULT)
    assert read.estimates == tuple(RESULT.estimates)
    assert read.refused == tuple(RESULT.refused)
    assert read.warnings == tuple(RESULT.warnings)
    assert read.provenance == RESULT.provenance


def test_figures_with_other_intervals_come_back_as_objects(tmp_path):
    publish(RESULT, tmp_path, formats=["json"])
    with_others = [e for e in read_released(tmp_path).estimates if e.alternatives]
    assert with_others
    assert with_others[0].alternatives[0].interval == "korn-graubard"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"released": False}, "has not passed the disclosure gate"),
        ({"schema": 2}, "schema is 2, and this version reads 1"),
        ({"horoscope": 1}, "'horoscope', which this version does not know"),
    ],
)
def test_what_cannot_be_trusted_is_refused(changes, text):
    content = {**json.loads(estimates_json(RESULT)), **changes}
    with pytest.raises(StudyError, match=text):
        result_from_json(content)


FIGURE = {"name": "x", "statistic": "proportion", "method": "taylor"}


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"estimates": "none"}, "estimates is 'none' and should be a list"),
        ({"estimates": ["x"]}, r"estimates\[1\] is 'x' and should be an object"),
        ({"estimates": [{"name": "x"}]}, r"estimates\[1\] lacks 'statistic'"),
        ({"estimates": [FIGURE | {"n": "many"}]}, r"n is 'many' and should be a whole number"),
        ({"estimates": [FIGURE | {"n": 1e999}]}, r"estimates\[1\].n is inf and should be a finite"),
        ({"estimates": [FIGURE | {"value": "0.1"}]}, r"value is '0.1' and should be a number"),
        ({"estimates": [FIGURE | {"value": True}]}, r"value is True and should be a number"),
        (
            {"estimates": [FIGURE | {"statistic": "charm"}]},
            "statistic is 'charm', which this version does not know",
        ),
        ({"estimates": [FIGURE | {"group": {"sex": 1}}]}, r"group.sex is 1 and should be a text"),
        ({"estimates": [FIGURE | {"group": ["sex"]}]}, r"group is \['sex'\] and should be an obj"),
        ({"estimates": [FIGURE | {"name": None}]}, "name is None and should be a text"),
        (
            {"estimates": [FIGURE | {"flags": "suppressed"}]},
            "flags is 'suppressed' and should be a",
        ),
        ({"diagnostics": 3}, "diagnostics is 3 and should be an object"),
        ({"provenance": []}, r"provenance is \[\] and should be an object"),
    ],
)
def test_a_file_whose_manifest_is_forged_gives_one_plain_sentence(tmp_path, changes, text):
    content = {**json.loads(estimates_json(RESULT)), **changes}
    path = tmp_path / "estimates.json"
    path.write_text(json.dumps(content))
    listed = {"files": {path.name: {"sha256": sha256_of(path)}}}
    (tmp_path / "manifest.json").write_text(json.dumps(listed))
    with pytest.raises(StudyError, match=text) as fault:
        read_released(tmp_path)
    assert fault.value.hint


@pytest.mark.parametrize("text", ["", "[]", "3", "{", "[" * 100_000, "\xff"])
def test_a_file_that_is_no_result_is_refused(tmp_path, text):
    path = tmp_path / "estimates.json"
    path.write_bytes(text.encode("latin-1"))
    listed = {"files": {path.name: {"sha256": sha256_of(path)}}}
    (tmp_path / "manifest.json").write_text(json.dumps(listed))
    with pytest.raises(StudyError, match="cannot be read"):
        read_released(tmp_path)


def test_a_folder_without_a_release_is_refused(tmp_path):
    with pytest.raises(StudyError, match="there is no release here"):
        read_released(tmp_path)


def test_a_changed_file_is_refused(tmp_path):
    publish(RESULT, tmp_path)
    path = tmp_path / "estimates.json"
    path.write_text(path.read_text("utf-8").replace("0.18", "0.19"))
    with pytest.raises(StudyError, match="is not as its release wrote it"):
        read_released(tmp_path)
