"""What a proxy says of an adult's forced labour is not asked; of a child it is."""

import polars as pl
import pytest

from measure87.collect import Collected, without_proxies
from measure87.study import run_study
from tests.study.module import write_module

NAME = "forced_labour_adults"
RESPONDENT = """
[fl.persons.respondent]
variable = "who"
codes = { 1 = "self", 2 = "proxy" }
"""


def _collected(**columns) -> Collected:
    persons = pl.LazyFrame(
        {"person_id": [1, 2, 3, 4], "age_years": [30, 30, 12, None]} | columns,
        schema_overrides={"age_years": pl.Int32},
    )
    each = pl.LazyFrame({"person_id": [1, 2, 3, 4], "job_id": ["a"] * 4})
    return Collected(persons, each, each.with_columns(item=pl.lit("IN2")))


def _persons_with(table: pl.LazyFrame) -> list[int]:
    return table.select("person_id").collect()["person_id"].to_list()


def test_an_adults_proxy_answers_are_left_out_and_she_did_not_answer():
    codes = ["self", "proxy", "proxy", "proxy"]
    found = without_proxies(_collected(respondent=codes), adult=18)
    assert _persons_with(found.jobs) == [1, 3]
    assert _persons_with(found.circumstances) == [1, 3]
    assert found.persons.collect()["answered_on_work"].to_list() == [None, 0, None, 0]
    (notice,) = found.report.left_out
    assert notice.code == "proxy-not-asked"
    assert notice.values == {"rows": {"below": 25}}
    assert "2" not in notice.text.replace("25", "")


def test_a_study_of_proxies_alone_asked_no_adult():
    found = without_proxies(_collected(), adult=18, stated="proxy")
    assert _persons_with(found.jobs) == [3]


@pytest.mark.parametrize("stated", [None, "self", "mixed"])
def test_without_the_column_and_without_proxies_nothing_changes(stated):
    given = _collected()
    assert without_proxies(given, adult=18, stated=stated) is given


def test_proxies_make_adults_unknown_and_never_no(tmp_path):
    own = run_study(write_module(tmp_path / "own"))
    folder = write_module(tmp_path / "s", mapping=RESPONDENT, columns=",who", cells=",1")
    rows = (folder / "persons.csv").read_text().splitlines()
    # A proxy answered for every tenth person, of whom the nine first are cases.
    told = [f"{row[:-1]}2" if n % 10 == 1 else row for n, row in enumerate(rows)]
    (folder / "persons.csv").write_text("\n".join(told) + "\n")
    result = run_study(folder)
    one, other = (
        next(item for item in found.estimates if item.name == NAME) for found in (own, result)
    )
    assert (one.n, one.n_cases, one.n_unknown) == (1000, 90, 0)
    assert (other.n, other.n_cases, other.n_unknown) == (900, 81, 100)
    assert result.diagnostics.instrument["fl"].respondent == "mixed"
    assert any(item.code == "proxy-not-asked" for item in result.warnings)


def test_where_proxies_alone_answered_the_adults_measure_is_refused(tmp_path):
    settings = 'reference_period = "12 months"\nrespondent = "proxy"\n'
    folder = write_module(tmp_path / "s", settings=settings)
    text = (folder / "study.toml").read_text()
    both = f'measures = ["{NAME}", "forced_labour"]'
    (folder / "study.toml").write_text(text.replace(f'measures = ["{NAME}"]', both))
    from measure87.study import check_study

    found = check_study(folder)
    assert not [measure for _, measure in found.computable if "adults" in measure]
    refusal = next(item for item in found.few_items if item.name == NAME)
    assert "asked: 0 of 10 circumstances of involuntary work" in refusal.text
