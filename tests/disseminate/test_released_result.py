"""A released result comes back from its file as it was."""

import json

import pytest

from measure87.disseminate import publish, read_released
from measure87.disseminate.formats.estimates_json import estimates_json
from measure87.disseminate.released_result import result_from_json
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


def test_a_folder_without_a_release_is_refused(tmp_path):
    with pytest.raises(StudyError, match="there is no release here"):
        read_released(tmp_path)


def test_a_changed_file_is_refused(tmp_path):
    publish(RESULT, tmp_path)
    path = tmp_path / "estimates.json"
    path.write_text(path.read_text("utf-8").replace("0.18", "0.19"))
    with pytest.raises(StudyError, match="is not as its release wrote it"):
        read_released(tmp_path)
