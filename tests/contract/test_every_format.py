"""Every format of the released folder: it gives its figures back, and shows no more than released.

The formats are found by walking the package, so a new one is held to this the day it lands.
"""

import re
from dataclasses import replace
from pathlib import Path

import pytest

import measure87
from measure87.disseminate import ReportContext, release
from measure87.disseminate.format_registry import format_named
from measure87.disseminate.formats import every_format
from measure87.vocabulary.errors import RefusedError, StudyError, UsageError
from tests.disseminate.invented_lists import random_table
from tests.disseminate.invented_lists import released as lists_of
from tests.disseminate.invented_result import invented_result

pytestmark = pytest.mark.usefixtures("real_pdf")

FORMATS = {one.name: one for one in every_format()}
SAMPLES = [{"name": "fs", "files": {"persons": "fs.sav"}, "design": {}, "variables": []}]
INVENTED = invented_result(country="BGD", samples=SAMPLES)
RESULT = replace(  # the invented figures for 5-17 by sex are not those for all by sex
    INVENTED, estimates=[e for e in INVENTED.estimates if e.group.get("age") != "5-17"]
)
LISTS = lists_of(random_table(3, 3, 900), ("independence", "chao"))
MADE_OF_LISTS = ("brief", "csv", "json", "report")
PLANTED = 0.0314159265


def files_of(name, result=RESULT):
    output = FORMATS[name].write(result, ReportContext())
    return {file.path: file.data for file in output.files}


def shown(result):
    return {(e.name, e.statistic, frozenset(e.group.items())): e.value for e in result.estimates}


@pytest.mark.parametrize("name", FORMATS)
def test_the_format_says_what_it_is_and_writes_something(name):
    assert re.fullmatch(r"[a-z][a-z0-9-]*", name)
    assert FORMATS[name].about.endswith(".")
    assert format_named(name) is FORMATS[name]
    assert files_of(name)


@pytest.mark.parametrize("name", FORMATS)
def test_the_format_takes_lists_or_says_that_nothing_is_made_of_them(name):
    """A hint how to have a file that no study of lists has would lead nowhere."""
    if name in MADE_OF_LISTS:
        assert FORMATS[name].write(LISTS, ReportContext()).files
        return
    with pytest.raises(RefusedError) as refused:
        FORMATS[name].write(LISTS, ReportContext())
    hint = (refused.value.code, refused.value.hint)
    assert hint in (("not-of-lists", None), ("no-chart", "they stand in its report"))


@pytest.mark.parametrize("name", FORMATS)
def test_the_format_gives_its_figures_back(name):
    if FORMATS[name].read is None:
        return
    known = shown(RESULT)
    read = FORMATS[name].read(files_of(name))
    assert any(figure.value is not None for figure in read)
    for figure in read:
        value = known[figure.name, figure.statistic, frozenset(figure.group.items())]
        if value is None or figure.value is None:
            assert figure.value is value
        else:
            assert figure.value == pytest.approx(value, rel=1e-12, abs=figure.tolerance)
    keys = [(f.name, f.statistic, frozenset(f.group.items())) for f in read]
    assert len(keys) == len(set(keys)), "one figure stands twice"


@pytest.mark.parametrize("name", FORMATS)
def test_the_format_refuses_what_has_not_passed_the_gate(name):
    with pytest.raises(StudyError, match="disclosure gate"):
        FORMATS[name].write(replace(RESULT, released=False), ReportContext())


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_of_a_figure_that_is_not_shown_is_in_the_files(name):
    """A figure with planted numbers is suppressed; none of its numbers is in any file."""
    small = next(e for e in RESULT.estimates if e.group == {"sex": "1"} and e.value is not None)
    planted = replace(small, value=PLANTED, lower=PLANTED / 3, upper=PLANTED * 7)
    planted = replace(planted, n=631, n_cases=2, value_if_no=PLANTED, value_if_yes=PLANTED)
    others = [e for e in RESULT.estimates if not e.group]
    result = release(replace(RESULT, estimates=(planted, *others), released=False))
    assert result.estimates[0].suppressed
    told = b"\n".join(files_of(name, result).values())
    for number in (PLANTED, PLANTED / 3, PLANTED * 7):
        for digits in (f"{number:.6f}"[2:], f"{100 * number:.4f}"):
            assert digits.encode() not in told
    assert not re.search(rb"\b631\b", told)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_result_gives_the_same_bytes(name):
    assert files_of(name) == files_of(name)


def test_no_two_formats_write_the_same_file():
    paths = [path for name in FORMATS for path in files_of(name)]
    assert len(paths) == len(set(paths))


def test_an_unknown_format_is_told_with_the_nearest():
    with pytest.raises(UsageError, match="did you mean json"):
        format_named("jsn")


@pytest.mark.parametrize("name", FORMATS)
def test_the_format_is_on_the_page_of_formats(name):
    page = Path(measure87.__file__).parents[2] / "docs" / "reference" / "formats.md"
    assert f"| `{name}` |" in page.read_text("utf-8")
