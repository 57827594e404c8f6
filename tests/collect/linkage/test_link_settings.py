"""A file of settings that cannot be read says what is wrong with it and what to do."""

import pytest

from measure87.collect.linkage import read_link_settings
from measure87.vocabulary.errors import StudyError


@pytest.mark.parametrize(
    ("content", "sentence", "hint"),
    [
        (None, "linkage.toml is missing", "link-lists.md"),
        (b"schema = 1 # \xe9", "linkage.toml is not UTF-8 text", "save it as UTF-8"),
        (b"schema = 1\nschema = 1\n", "not valid TOML: ", "every key once"),
        (b"schema = 1\nlists = 3\n", "a table is expected, not 3", "write [section]"),
    ],
)
def test_what_is_no_file_of_settings_says_what_to_do(tmp_path, content, sentence, hint):
    path = tmp_path / "linkage.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StudyError) as refused:
        read_link_settings(path)
    assert refused.value.text.startswith(sentence)
    assert hint in refused.value.hint
    assert refused.value.where is not None


def test_a_mark_of_byte_order_is_passed_over(tmp_path):
    path = tmp_path / "linkage.toml"
    path.write_bytes(b"\xef\xbb\xbfschema = 2\n")
    with pytest.raises(StudyError, match="schema 2 is not known"):
        read_link_settings(path)
