"""A code in two spellings is told in every analysis, as is one asked for in another spelling."""

import polars as pl
import pytest

import measure87 as m
from measure87.vocabulary.errors import DataError

N = 240


def persons(**columns):
    """240 invented persons in 20 clusters of four strata; every third N is written n."""
    plain = {
        "x": [float(i % 3 == 0) for i in range(N)],
        "y": [float(i * 7 % 11) for i in range(N)],
        "w": [1.0 + i % 3 for i in range(N)],
        "h": [f"h{i // 60}" for i in range(N)],
        "c": [i // 12 for i in range(N)],
        "r": [("N", "S", "n", "S", "N")[i % 5] for i in range(N)],
        "said": [("no", "yes")[i % 2] for i in range(N)],
    }
    return pl.DataFrame(plain | columns)


def survey(**columns):
    return m.Survey(persons(**columns), weights="w", strata="h", clusters="c")


def spelt(result):
    return [one.values for one in result.warnings if one.code == "codes-spelt-twice"]


OF_GROUPS = {
    "prevalence": lambda s: s.prevalence("x", by="r"),
    "mean": lambda s: s.mean("y", by="r"),
    "quantile": lambda s: s.quantile("y", 0.5, by="r"),
    "variance": lambda s: s.variance("y", by="r"),
    "regression": lambda s: s.regress("x", ["r"]),
    "test of means": lambda s: s.test("y", by="r", method="means"),
    "test of ranks": lambda s: s.test("y", by="r", method="kruskal-wallis"),
    "test of independence, columns": lambda s: s.test("x", by="r"),
    "test of independence, rows": lambda s: s.test("r", by="x"),
    "contrast": lambda s: s.contrast("x", by="r", contrasts={"a": {"N": 1, "S": -1}}),
}


@pytest.mark.parametrize("name", OF_GROUPS)
def test_a_group_in_two_spellings_is_told(name):
    ask = OF_GROUPS[name]
    assert spelt(ask(survey())) == [{"variable": "r", "codes": 3, "plain": 2}]
    tidy = pl.Series("r", [("N", "S")[i % 2] for i in range(N)])
    assert spelt(ask(survey(r=tidy))) == []


OF_DESIGNS = {
    "quantile": lambda s: s.quantile("y", 0.5),
    "variance": lambda s: s.variance("y"),
    "regression": lambda s: s.regress("x", ["said"]),
    "test": lambda s: s.test("x", by="said"),
}


@pytest.mark.parametrize("name", OF_DESIGNS)
def test_a_stratum_in_two_spellings_is_told_in_every_analysis(name):
    ask = OF_DESIGNS[name]
    strata = [f"h{i // 60}" if i // 12 % 2 else f"H{i // 60}" for i in range(N)]
    assert spelt(ask(survey(h=strata))) == [{"variable": "h", "codes": 8, "plain": 4}]
    assert spelt(ask(survey())) == []


def test_a_stratum_that_is_a_group_too_is_told_once():
    strata = [f"h{i // 60}" if i // 12 % 2 else f"H{i // 60}" for i in range(N)]
    found = survey(h=strata).prevalence("x", by="h")
    assert spelt(found) == [{"variable": "h", "codes": 8, "plain": 4}]


@pytest.mark.parametrize("asked", ["Yes", " yes", "YÉS"])
def test_a_measure_in_another_spelling_is_said_to_be_one(asked):
    with pytest.raises(DataError, match="never holds the code") as told:
        survey().prevalence(f"said={asked}")
    assert told.value.hint.startswith("said has it in another spelling, with other capitals")
    with pytest.raises(DataError) as other:
        survey().prevalence("said=maybe")
    assert "spelling" not in other.value.hint


def test_a_measure_of_a_file_in_another_spelling_is_said_to_be_one(tmp_path):
    persons().write_csv(tmp_path / "persons.csv")
    asked = m.Survey(m.read(tmp_path / "persons.csv"), weights="w", strata="h", clusters="c")
    with pytest.raises(DataError, match="never holds the code") as told:
        asked.prevalence("said=Yes")
    assert told.value.hint.startswith("said has it in another spelling, with other capitals")


def test_a_condition_in_another_spelling_is_said_to_be_one():
    found = survey().prevalence("x", where={"said": ["Yes", "no"]})
    (told,) = [one.text for one in found.warnings if one.code == "unknown-code"]
    assert told == (
        "where: said never holds the code Yes; it has it in another spelling, with other "
        "capitals, accents or blanks"
    )


@pytest.mark.parametrize("unseen", ["yes\0", "yes\u200b", "\ufeffyes"])
def test_a_sign_that_nobody_sees_makes_no_other_answer(tmp_path, unseen):
    """A table in Parquet can hold a zero byte; of a CSV file it is refused."""
    said = [("no", "yes", unseen)[i % 3] for i in range(N)]
    persons(said=said).write_parquet(tmp_path / "persons.parquet")
    for table in (m.read(tmp_path / "persons.parquet"), persons(said=said)):
        asked = m.Survey(table, weights="w", strata="h", clusters="c")
        with pytest.raises(DataError, match="said writes yes in 2 ways"):
            asked.prevalence("said=yes")
        assert spelt(asked.mean("y", by="said")) == [{"variable": "said", "codes": 3, "plain": 2}]
