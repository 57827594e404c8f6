"""The file of counts that somebody else published: read strictly, and named in the notices."""

import pytest

from measure87.disseminate.gate.survey.compared.published_elsewhere import as_figures, not_used
from measure87.files.settings import Place
from measure87.study.published_counts import read_published
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.published_count import PublishedCount


def read(tmp_path, text):
    path = tmp_path / "published.csv"
    path.write_text(text, "utf-8")
    return read_published(path, Place("study.toml [disclosure] published", tmp_path))


def test_a_row_is_a_count_of_a_group(tmp_path):
    text = "measure,asked,cases,unknown,region,sex\nchild,40,7,,3,\nchild,400,60,2,,\n"
    assert read(tmp_path, text) == (
        PublishedCount("child", {"region": "3"}, 40, 7, None),
        PublishedCount("child", {}, 400, 60, 2),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("measure,cases\nchild,3\n", "has no column asked"),
        ("measure,asked,cases\nchild,3,4\n", "row 2"),
        ("measure,asked,cases\nchild,ten,4\n", "row 2"),
        ("measure,asked,cases\nchild,10,4,5\n", "row 2 has other cells than columns"),
        ("measure,asked,cases,unknown\nchild,10,4\n", "row 2 has other cells than columns"),
        ("measure,asked,cases,unknown\nchild,10,4,some\n", "row 2"),
    ],
)
def test_what_is_no_count_is_said_with_its_row(tmp_path, text, said):
    with pytest.raises(StudyError, match=said):
        read(tmp_path, text)
    with pytest.raises(StudyError, match="there is no file"):
        read_published(tmp_path / "other.csv", Place("study.toml", tmp_path))


def test_a_count_becomes_a_figure_of_each_definition_and_says_no_more_than_is_known():
    everybody = [
        Estimate("child", "proportion", "taylor", definition=name, n=400, n_cases=60, value=0.2)
        for name in ("one", "other")
    ]
    counts = [PublishedCount("child", {"sex": "1"}, 40, 7), PublishedCount("grown", {}, 9, 4)]
    found = as_figures(counts, everybody)
    assert [(one.definition, one.n, one.n_cases, one.value) for one in found] == [
        ("one", 40, 7, None),
        ("other", 40, 7, None),
    ]
    assert all("unknown-not-shown" in one.flags for one in found)
    with_unknown = [PublishedCount("child", {}, 40, 7, 4)]
    assert [one.n for one in as_figures(with_unknown, everybody, {"child"})] == [36, 36]
    assert [one.values for one in not_used(counts, everybody)] == [{"measures": ["grown"]}]
