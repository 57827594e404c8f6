"""Whatever a file holds, a reader gives a table or one of our errors, never another."""

import contextlib
import string
import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measure87.combine.inputs import (
    IlostatSeries,
    UnicefLayout,
    read_covariates,
    read_figures,
    read_ilostat,
    read_own_estimates,
    read_population,
    read_sdg_csv,
    read_sdg_ml,
    read_unicef,
)
from measure87.vocabulary.errors import Measure87Error, ReadingWarning
from tests.combine.inputs.made_figures import REFERENCE


def first_lines(name):
    return "".join((REFERENCE / name).read_text("utf-8").splitlines(keepends=True)[:8])


SDG = first_lines("sdg_871_2020.csv")
PEOPLE = first_lines("population_5_17.csv")
ILO = "ref_area,source,indicator,sex,classif1,time,obs_value\nAFG,B,X,SEX_T,AGE_Y05-17,2014,12.5\n"
FIGURES = "country,year,sex,age_from,age_to,measure,estimate,se\nBGD,2019,both,5,17,a,0.068,0.01\n"
VALUES = "country,year,covariate,value\nBGD,2010,gdp,10\nKEN,2011,gdp,12\n"
TABLE = "a,b,c\nBangladesh,6.8 y,2019\nKenya,x,2012-2013\n"
OWN = (
    '{"schema": 1, "command": "run", "released": true, '
    '"diagnostics": {"study": {"country": "BGD", "year": 2025}}, "estimates": '
    '[{"name": "a", "statistic": "proportion", "method": "m", "group": {"age": "5-17"}, '
    '"value": 0.1, "n": 50}]}'
)
READERS = {
    "sdg": (SDG, ".csv", read_sdg_csv),
    "sdmx": ("<a/>", ".xml", read_sdg_ml),
    "population": (PEOPLE, ".csv", read_population),
    "ilostat": (ILO, ".csv", lambda path: read_ilostat(path, IlostatSeries("a", "percent"))),
    "figures": (FIGURES, ".csv", read_figures),
    "covariates": (VALUES, ".csv", lambda path: read_covariates(path, vintage="v")),
    "unicef": (
        TABLE,
        ".csv",
        lambda path: read_unicef(path, UnicefLayout("a", "d", (5, 17), {"both": "B"}, year="C")),
    ),
    "own": (OWN, ".json", lambda path: read_own_estimates(path, source_type="mics")),
}
SCRAPS = st.one_of(
    st.text(string.printable, max_size=6),
    st.sampled_from(["NaN", "1e999", "-0", "=1", ",", '"', "\n", "\x00", "é", "999", "--", "null"]),
)


@pytest.mark.parametrize("name", [name for name in READERS if name != "sdmx"])
def test_the_undamaged_text_is_what_the_reader_reads(name, tmp_path):
    text, suffix, read = READERS[name]
    path = tmp_path / f"in{suffix}"
    path.write_text(text, "utf-8")
    assert read(path) is not None


@pytest.mark.parametrize("name", READERS)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_text_is_read_or_refused(name, data, tmp_path):
    text, suffix, read = READERS[name]
    start = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 12))
    path = tmp_path / f"in{suffix}"
    path.write_text(text[:start] + data.draw(SCRAPS) + text[start + cut :], "utf-8")
    with contextlib.suppress(Measure87Error), warnings.catch_warnings():
        warnings.simplefilter("ignore", ReadingWarning)  # rows without any cell, and the like
        read(path)
