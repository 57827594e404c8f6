"""Whatever stands in the sheets, the check ends in findings that say where and what to do."""

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from measure87.collect.form.lint import checked
from measure87.collect.form.lint.book import Book
from tests.collect.form.test_what_can_hold import sheet

HEADERS = [
    "type", "name", "label", "label::English (en)", "label::Arabic (ar)", "hint::x", "relevant",
    "relevent", "constraint", "calculation", "required", "default", "appearance", "bind::type",
    "choice_filter", "repeat_count", "list_name", "::", ":", "media::image::en", "bind", "form_id",
    "version", "readonly",
]  # fmt: skip
TEXTS = [
    "begin group", "begin_repeat", "end group", "end_repeat", "end", "integer", "text", "note",
    "select_one a", "select_multiple a", "select_one", "calculate", "date", "a", "b", "c", "1",
    "08", "other", "none", "yes", "", "${a}", "${b} > 3", "${a} = '1' or ${a} = 2", ". > 5",
    "sum(${b})", "${a} div ${b}", "selected(${a}, 'x')", "if(${a}='',0,${a})", "position(..)",
    "a = ${b}", "count(${c})", "jr:choice-name(${a}, '${a}')", "((", "'", "today()", "random()",
    "خ", "What is it?", "2 of ${a}", "date('2020-01-01')", "-", "not(${a} != '')",
]  # fmt: skip
ROWS = st.lists(st.lists(st.sampled_from(TEXTS) | st.text(max_size=8), max_size=12), max_size=10)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(HEADERS), max_size=12), ROWS, ROWS, ROWS)
def test_the_check_ends_in_findings(headers, survey, choices, other):
    sheets = {
        "survey": sheet("survey", ["type", "name", *headers], survey),
        "choices": sheet("choices", ["list_name", "name", *headers[:4]], choices),
        "settings": sheet("settings", headers[::-1], other),
    }
    found = checked(Book(Path("made.json"), sheets))
    for one in found.findings:
        assert one.remedy
        assert one.place.sheet
    json.dumps(found.to_json())
