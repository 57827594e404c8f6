"""What a report says of figures that are not shown agrees with its own account."""

import json
import re

from measure87.disseminate import ReportContext, release
from measure87.disseminate.html import page_of_content
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


def test_figures_made_for_the_tables_alone_are_counted_apart():
    text = section([])
    assert "Figures: 3. Shown: 1, of them in brackets: 0. Not shown: 2." in text
    assert "Every figure of this report is shown." in text
    assert "2 further figures that are not shown were made for the standard tables alone" in text


def test_figures_of_the_report_are_listed_and_not_counted_again():
    text = section([], ["region"])
    assert "region: " in text
    assert "Every figure of this report is shown." not in text
    assert "standard tables" not in text
