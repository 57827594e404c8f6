"""Labels of a plot's rows are broken between words, and no word is cut."""

from measure87.disseminate.pages.kit.row_labels import (
    axis_title,
    block_title,
    row_height,
    wrapped,
)

NARROW = 108


def test_a_word_longer_than_a_line_stays_whole():
    (lines,) = wrapped(["Regresión logarítmico-lineal heterogeneidadextraordinaria"], NARROW)
    assert lines == ["Regresión", "logarítmico-", "lineal", "heterogeneidadextraordinaria"]


def test_cyrillic_letters_need_more_room():
    latin, cyrillic = wrapped(["ab cdefghijklm", "аб вгдежзийклм"], NARROW)
    assert (len(latin), len(cyrillic)) == (1, 2)


def test_a_row_is_as_high_as_its_longest_label():
    one, more = wrapped(["Short", "A label of several words, some long"], NARROW)
    assert len(one) == 1 < len(more)
    assert row_height([one, more]) > row_height([one])


def test_titles_of_axes_and_parts_are_broken_between_words_too():
    assert axis_title("Persons (logarithmic axis)", 160) == ["Persons (logarithmic", "axis)"]
    assert axis_title(None, 160) is None
    assert block_title("Decomposable graphs", 120) == ["Decomposable", "graphs"]
    assert block_title("", 120) == []
