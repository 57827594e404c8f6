"""Borders of regions from a file that anybody may have made: small, of polygons, never quoted."""

import json

import pytest

from measure87.files.geojson import MOST_BYTES, MOST_REGIONS, read_regions
from measure87.vocabulary.errors import DataError

SQUARE = [[[20, 10], [21, 10], [21, 11], [20, 10]]]
NAMED = "Secretistan"


def feature(code="1", coordinates=SQUARE, kind="Polygon", key="code"):
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": {key: code}, "geometry": geometry}


def written(folder, *features):
    path = folder / "regions.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}))
    return path


def test_polygons_of_one_and_of_several_parts_are_read(tmp_path):
    path = written(tmp_path, feature(1), feature("N", [SQUARE, SQUARE], "MultiPolygon"))
    first, second = read_regions(path, "code")
    assert (first.code, second.code) == ("1", "N")
    assert first.rings == (((20.0, 10.0), (21.0, 10.0), (21.0, 11.0), (20.0, 10.0)),)
    assert len(second.rings) == 2


def test_a_mark_of_the_byte_order_and_codes_with_a_point_are_read(tmp_path):
    """As some tools on Windows write files, and layers of numbers."""
    path = written(tmp_path, feature(3.0))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert [one.code for one in read_regions(path, "code")] == ["3"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"{" + NAMED.encode(),
        b"[" * 100_000,
        b"[]",
        b'{"features": {}}',
        b'{"features": []}',
        json.dumps({"features": [NAMED]}).encode(),
        json.dumps({"features": [{"properties": NAMED}]}).encode(),
        json.dumps({"features": [feature(NAMED, key="name")]}).encode(),
        json.dumps({"features": [feature(True)]}).encode(),
        json.dumps({"features": [feature(NAMED * 20)]}).encode(),
        json.dumps({"features": [feature(NAMED, [1, 2], "Point")]}).encode(),
        json.dumps({"features": [feature(NAMED, NAMED)]}).encode(),
        json.dumps({"features": [feature(NAMED, [NAMED])]}).encode(),
        json.dumps({"features": [feature(NAMED, [[NAMED]])]}).encode(),
        json.dumps({"features": [feature(NAMED, [[[NAMED, 1]] * 4])]}).encode(),
        json.dumps({"features": [feature(NAMED, [[[181, 1]] * 4])]}).encode(),
        b'{"features": [{"properties": {"code": 1}, "geometry": {"type": "Polygon", '
        b'"coordinates": [[[NaN, 1e999], [0, 0], [0, 0], [0, 0]]]}}]}',
        json.dumps({"features": [feature(NAMED), feature(NAMED)]}).encode(),
        json.dumps({"features": [feature(NAMED, [])]}).encode(),
        json.dumps({"features": [feature(NAMED, [[]])]}).encode(),
    ],
)
def test_whatever_else_is_refused_without_its_content(tmp_path, content):
    path = tmp_path / "regions.geojson"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_regions(path, "code")
    assert caught.value.code == "bad-geojson"
    assert NAMED not in str(caught.value)
    assert caught.value.hint


def test_a_file_or_a_number_of_regions_that_is_too_large_is_refused(tmp_path):
    path = tmp_path / "regions.geojson"
    path.write_bytes(b" " * (MOST_BYTES + 1))
    with pytest.raises(DataError, match="bytes"):
        read_regions(path, "code")
    with pytest.raises(DataError, match="features"):
        read_regions(written(tmp_path, *map(feature, range(MOST_REGIONS + 1))), "code")
    long = [[[20, 10]] * 200_001]
    with pytest.raises(DataError, match="positions"):
        read_regions(written(tmp_path, feature("1", long)), "code")


def test_a_feature_without_the_key_says_what_it_has_and_no_value(tmp_path):
    one = feature(NAMED, key="NAME_1")
    one["properties"] |= {"GID_1": 7, f"{NAMED} of the north": 1}
    with pytest.raises(DataError) as told:
        read_regions(written(tmp_path, one), "code")
    assert told.value.hint == "name it in `map_key`; the feature has NAME_1, GID_1"
    assert NAMED not in str(told.value)
