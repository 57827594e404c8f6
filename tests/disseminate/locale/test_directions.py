"""The second reading of direction finds what is wrong, and nothing else.

Whole pages are held to it in `test_pages_in_a_made_up_language.py` and in
`tests/disseminate/pages/world/test_languages.py`.
"""

import pytest

from measure87.disseminate.locale.written_numbers import END, LEFT_TO_RIGHT, RIGHT_TO_LEFT
from tests.disseminate.locale.directions import numbers_that_turn, words_from_right_in_left


def test_an_arabic_word_inside_a_number_is_found_and_between_numbers_is_not():
    wrong = f"<p>{LEFT_TO_RIGHT}1.6% إلى 3.2%{END}</p>"
    assert words_from_right_in_left(wrong) == ["1.6% إلى 3.2%"]
    one, other = f"{LEFT_TO_RIGHT}1.6%{END}", f"{LEFT_TO_RIGHT}3.2%{END}"
    right = f"<p>{RIGHT_TO_LEFT}{one} إلى {other}{END}</p>"
    assert words_from_right_in_left(right) == []
    assert numbers_that_turn(right) == []
    assert words_from_right_in_left(f'<p aria-label="{wrong[3:-4]}"></p>') == ["1.6% إلى 3.2%"]


@pytest.mark.parametrize(
    "bare", ["من 5-17 سنة", "بمعدل 10%", "تغير -2.1 نقطة", f"{RIGHT_TO_LEFT}من 5-17 سنة{END}"]
)
def test_a_number_with_a_sign_that_nothing_keeps_whole_is_found(bare):
    assert len(numbers_that_turn(f"<p>{bare}</p>")) == 1


def test_what_an_element_sets_apart_is_whole():
    assert numbers_that_turn("<p><code>sdg@2018-10-19</code> <bdi>5-17</bdi></p>") == []
    assert numbers_that_turn("<style>a { width: 10% }</style>") == []
