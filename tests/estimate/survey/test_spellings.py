"""A share of an answer that the file writes in several ways is refused: it is a share of less."""

import pandas as pd
import polars as pl
import pytest

import measure87 as m
from measure87.estimate.survey.raw_columns import prepare
from measure87.estimate.survey.spellings import require_one_spelling
from measure87.files import read_source
from measure87.vocabulary.errors import DataError

ANSWERS = ["sim", "Sim", "SIM ", "não"] * 10


@pytest.mark.parametrize("code", ["sim", "Sim"])
@pytest.mark.parametrize("kind", [pl.DataFrame, pd.DataFrame])
def test_python_refuses_it_and_shows_no_other_spelling(kind, code):
    with pytest.raises(DataError, match=f"y writes {code} in 3 ways") as told:
        m.Survey(kind({"y": ANSWERS})).prevalence(f"y={code}")
    assert told.value.code == "several-spellings"
    assert "SIM" not in str(told.value)


def test_a_file_is_refused_alike(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("y\n" + "\n".join(ANSWERS), "utf-8")
    with pytest.raises(DataError, match="y writes sim in 3 ways") as told:
        prepare(read_source(path), ["y=sim"], "proportion")
    assert told.value.where == "a.csv"


def test_another_answer_and_one_that_is_written_once_are_taken():
    frame = pl.DataFrame({"y": ["sim", "nao", "não", "talvez"] * 10})
    assert m.Survey(frame).prevalence("y=sim").only.value == 0.25
    with pytest.raises(DataError, match="y writes não in 2 ways"):
        m.Survey(frame).prevalence("y=não")


@pytest.mark.parametrize(
    ("code", "codes", "refused"),
    [
        ("a", ["a", "b"], False),
        ("a", ["a", "A"], True),
        ("a", ["a", " a"], True),
        ("a", ["a", "á"], True),
        ("a b", ["a b", "a  b"], True),
        ("a", ["a", "ab"], False),
        ("1", ["1", 1, 1.0, None], False),
    ],
)
def test_case_accents_and_blanks_alone_are_no_other_answer(code, codes, refused):
    if refused:
        with pytest.raises(DataError, match="in 2 ways"):
            require_one_spelling("y", code, codes, where="the frame")
    else:
        require_one_spelling("y", code, codes, where="the frame")
