"""What a report says of figures that are not shown agrees with its own account."""

import json
import re
from dataclasses import replace

from measure87.disseminate import ReportContext, release
from measure87.disseminate.html import page_of_content
from measure87.disseminate.pages.kit.wording import words
from measure87.disseminate.pages.survey.groups import group_list
from measure87.vocabulary.estimate import Result
from tests.disseminate.standard_tables.invented_tables import figure
from tests.disseminate.stated import stated

NAME = "child_labour_sdg_b"


def section(*groups_of_report):
    """The section on what is not shown: everybody is shown, one of two regions is not."""
    figures = [figure(NAME, 1000, 123), figure(NAME, 980, 121, region="1")]
    figures += [figure(NAME, 20, 2, region="2")]
    about = {"title": "Children in child labour", "report": list(groups_of_report)}
    result = release(Result("run", figures, diagnostics=stated(measures={NAME: about})))
    page = page_of_content(json.loads(json.dumps(result.to_json())), ReportContext())
    (text,) = re.findall(r'<section aria-labelledby="hidden">(.*?)</section>', page, re.DOTALL)
    return text


def test_groups_of_two_variables_are_parted_by_semicolons():
    labels = {"sex": {"1": "Male"}, "age": {"5-14": "5-14 years", "12-14": "12-14 years"}}
    labels["region"] = {"1": "South", "2": "North"}
    groups = [{"sex": "1", "age": "5-14"}, {"sex": "1", "age": "12-14"}]
    groups += [{"region": "1"}, {"region": "2"}, {}]
    figures = [
        replace(
            figure(NAME, 100, 50, **group),
            labels={name: labels[name][code] for name, code in group.items()},
        )
        for group in groups
    ]
    assert group_list(figures, words("en")) == (
        "sex × age: Male 5-14 years; Male 12-14 years; region: South, North; Everybody"
    )


def test_figures_made_for_the_tables_alone_are_counted_apart():
    text = section([])
    assert "Figures: 3. Shown: 1, of them in brackets: 0. Not shown: 2." in text
    assert "Every figure of this report is shown." in text
    assert "2 further figures that are not shown were made for the standard tables alone" in text


def test_figures_of_the_report_are_listed_and_not_counted_again():
    text = section([], ["region"])
    assert re.search(r"<td>region</td><td><ul[^>]*><li>[^<]+</li></ul></td>", text)
    assert "Every figure of this report is shown." not in text
    assert "standard tables" not in text
