"""Holds a brief against the release that it was made of, number by number, in any language.

It shares no code with what writes briefs: it reads `estimates.json` as plain values and the page as
a browser does, and asks that the table has every main figure with its limits and bounds, and that
each sentence has the numbers of one main figure or of one difference, each once, and no other.
"""

import re
from collections import Counter
from math import isclose

import lxml.html
from scipy import stats

NO_NUMBERS = re.compile(
    r"8[.]7[.]1|PR[.]3[.]4|MICS\d?|(?<![\d.,])(?:2000|2005|2008|2010|2015)(?![\d.,])"
)
"""What stands in names of measures and is no number of the release."""
POINT = {"en": ".", "ar": ".", "fr": ",", "es": ",", "pt": ",", "ru": ","}
BETWEEN_THOUSANDS = {".": ",", ",": ".\u00a0\u202f "}


def faults(page, content):
    """What of a brief is not as in the release, one sentence each."""
    root = lxml.html.fromstring(page)
    language = root.get("lang")
    figures = main_figures(content)
    found = []
    rows = [numbers_in(row, language) for row in table_rows(root)]
    for figure in figures:
        expected = [*heading_of(figure), *row_of(figure)]
        match = next((row for row in rows if same_list(row, expected)), None)
        if match is None:
            found.append(f"no row has {figure['name']} with {expected}")
        else:
            rows.remove(match)
    found += [f"a row has {row}, which no main figure has" for row in rows if row]
    possible = [*map(of_figure, figures), *differences_of(content)]
    for item in root.xpath(_ITEMS):
        said = numbers_in(item.text_content(), language)
        if not any(fits(said, one) for one in possible):
            found.append(f"no figure has the numbers of: {item.text_content().strip()}")
    return found


_ITEMS = "//ol[contains(@class, 'sentences')]/li"


def table_rows(root):
    """Texts of the cells beside the names of figures, after the heading that they stand under."""
    heading = ""
    for row in root.xpath("//section[@aria-labelledby='all']//tbody/tr"):
        cells = [cell.text_content() for cell in row.xpath("td")]
        if cells:
            yield " | ".join([heading, *cells])
        else:
            heading = row.text_content()


def numbers_in(text, language):
    """Every number of a text, as a reader of the language reads it, with its decimals."""
    text = re.sub("[\u2066-\u2069\u200e\u200f]", "", text)
    text = NO_NUMBERS.sub(" ", text)
    point = POINT[language]
    gap = re.escape(BETWEEN_THOUSANDS[point])
    part = rf"(?:{re.escape(point)}\d+)?"
    pattern = rf"\d{{1,3}}(?:[{gap}]\d{{3}})+(?!\d){part}|\d+{part}"
    found = []
    for one in re.findall(pattern, text):
        whole, _, part = one.partition(point)
        whole = re.sub(r"\D", "", whole)
        found.append((float(f"{whole}.{part}" if part else whole), len(part)))
    return found


def main_figures(content):
    """The first figure for everybody of each measure that is a headline."""
    measures = content["diagnostics"]["measures"]
    first = {}
    for one in content["estimates"]:
        if not one["group"] and one["statistic"] in ("proportion", "mean"):
            first.setdefault(one["name"], one)
    totals = {
        one["name"]: one
        for one in content["estimates"]
        if not one["group"] and one["statistic"] == "total"
    }
    outer = {about["outer_of"]: name for name, about in measures.items() if "outer_of" in about}
    names = [n for n in first if measures[n]["headline"] and "outer_of" not in measures[n]]
    return [
        {
            **first[name],
            "about": measures[name],
            "total": totals.get(name),
            "outer": first.get(outer.get(name)),
        }
        for name in names
    ]


def heading_of(figure):
    """The numbers of the unit of a row: of how many persons, and of which ages."""
    about = figure["about"]
    ages = [one for one in about.get("ages") or () if one is not None]
    return [*([about["per"]] if about["per"] != 100 and "value" in figure else []), *ages]


def row_of(figure):
    """The numbers of a row, in the order of its cells; of a figure that is not shown none."""
    if "value" not in figure:
        return []
    per = figure["about"]["per"]
    keys = ["value", *(("lower", "upper") if "lower" in figure else ())]
    found = [figure[key] * per for key in keys]
    if figure.get("n_unknown") and "unknown-not-shown" not in figure["flags"]:
        found += [figure[key] * per for key in ("value_if_no", "value_if_yes")]
    total = figure["total"]
    return found + ([total[key] for key in ("value", "lower", "upper")] if total else [])


def of_figure(figure):
    """Numbers that a sentence on a figure has, and those that it may have beside them."""
    if "value" not in figure:
        return [], []
    about = figure["about"]
    per = about["per"]
    may = [about["reference_period"].get("count", 0)] if "reference_period" in about else []
    if figure["method"] == "share-of-respondents":
        own = re.findall(r"\d+", about["title"])
        return [figure["n_cases"], figure["n"], figure["value"] * per], [*may, *map(float, own)]
    must = [*(one for one in about.get("ages") or () if one is not None), 100 * figure["level"]]
    must += [per] if per != 100 else []
    if figure.get("n_cases") == 0:
        return [*must, figure["n"], figure["upper"] * per], may
    must += [figure[key] * per for key in ("value", "lower", "upper")]
    no, yes = figure.get("value_if_no"), figure.get("value_if_yes")
    if no is not None and (no < figure["lower"] or yes > figure["upper"]):
        must += [yes * per] if no >= figure["value"] else [no * per, yes * per]
    asked = about.get("asked") or []
    if any(one["not_asked"] for one in asked):
        must += [number for one in asked for number in (len(one["asked"]), one["of"])]
    if figure["outer"] and "value" in figure["outer"]:
        must.append(figure["outer"]["value"] * per)
    total = figure["total"]
    return must + ([total[key] for key in ("value", "lower", "upper")] if total else []), may


def differences_of(content):
    """Numbers of each difference: its size and both ends that hold for all together."""
    looked_at = [*content.get("differences", []), *content.get("trends", [])]
    for one in looked_at:
        if "value" not in one or "lower" not in one or "minus" not in one:
            continue
        about = content["diagnostics"]["measures"][one["name"]]
        tail = (1 - one["level"]) / 2
        df = one.get("df", 1e9)
        t, wide = stats.t.ppf(1 - tail, df), stats.t.ppf(1 - tail / len(looked_at), df)
        below = max(one["value"] - one["lower"], t * one["se"]) * wide / t
        above = max(one["upper"] - one["value"], t * one["se"]) * wide / t
        ends = sorted(abs(end) for end in (one["value"] - below, one["value"] + above))
        labels = [*one.get("labels", {}).values(), *one["minus"].get("labels", {}).values()]
        may = [float(n) for label in labels for n in re.findall(r"\d+", label)]
        sizes = [size * about["per"] for size in (abs(one["value"]), *ends)]
        yield [*sizes, 100 * one["level"]], [*may, about["per"]]


def same_list(said, expected):
    """Whether written numbers are the expected ones, in order, as far as they are written."""
    return len(said) == len(expected) and all(map(is_written, said, expected))


def is_written(said, expected):
    """Whether a number is another one, rounded to the decimals that it has."""
    value, decimals = said
    return isclose(value, expected, rel_tol=0, abs_tol=0.5 * 10.0**-decimals + 1e-9)


def fits(said, numbers):
    """Whether the numbers of a sentence are those that it must have, and of the others some."""
    must, may = numbers
    if not must:
        return False
    left = list(said)
    for one in must:
        match = min(left, key=lambda said, one=one: abs(said[0] - one), default=None)
        if match is None or not is_written(match, one):
            return False
        left.remove(match)
    allowed = Counter(may)
    for value, _ in left:
        if not allowed[value]:
            return False
        allowed[value] -= 1
    return True
