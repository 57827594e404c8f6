"""What `form build` writes of a fielded survey beside its form: `study.toml`."""

import tomllib

from measure87.collect.form.bank import load_bank
from measure87.collect.form.country import CountryForm
from measure87.define.classifications.countries import is_user_assigned
from measure87.files.settings.default_text import default_lines
from measure87.study.disclosure_settings import disclosure_rules
from measure87.study.new_text import COMMENTS, quoted
from measure87.study.survey.settings import DesignSettings

USUAL = (
    "child_labour/sdg_8_7_1",
    "child_labour/icls18_2008_amended_2018",
    "forced_labour/icls20_2018",
)
"""Definitions of a country that promises no measure."""
_DESIGN = {
    "single_cluster": "adjust, average, certainty, remove or fail",
    "interval": "",
    "level": "",
}
_LIMITS = {
    "minimum_respondents": "fewer: not shown",
    "brackets_below": "fewer: in brackets",
    "minimum_cases": "fewer, but not none: not shown",
}


def study_text(country: CountryForm) -> str:
    """Text of the `study.toml` of a country's form."""
    language = country.languages[0]
    lines = [
        "# What this study is about; written by `measure87 form build`, and yours to change.",
        "schema = 1",
        'kind = "field"',
        f"title = {quoted(country.title[language])}",
        f"country = {quoted(country.country)}",
        f"year = {country.year}",
        f"population = {quoted(country.population)}",
        f"invented = {str(is_user_assigned(country.country)).lower()}",
        f"language = {quoted(language)}",
        f"data_language = {quoted(language)}",
        f"notes = [{', '.join(map(quoted, _notes(country)))}]",
        '# sample = "sample.csv"     # cluster, stratum, weight: without it all weigh alike',
        "",
        "[inputs.field]",
        "definitions = [",
        *(f"  {quoted(identity)}," for identity in _definitions(country)),
        "]",
        "# how far back the questions of the form look; the form says it in words",
        f"reference_period = {quoted(country.reference_period.said)}",
        'mode = "face-to-face"',
        'by = ["sex", "age", "area", "region"]',
        "",
        "[design]",
        *default_lines(DesignSettings, _DESIGN, COMMENTS),
        "",
        "[disclosure]",
        *default_lines(disclosure_rules, _LIMITS, COMMENTS),
        "",
    ]
    text = "\n".join(lines)
    tomllib.loads(text)
    return text


def _definitions(country: CountryForm) -> tuple[str, ...]:
    """Those whose measures the country promises, each once."""
    promised = [one.rpartition("/")[0] for one in country.measures]
    return tuple(dict.fromkeys(promised)) or USUAL


def _notes(country: CountryForm) -> list[str]:
    """What the report prints: the ethics approval; of a draft, that it is one."""
    words = load_bank().shared[country.languages[0]].text
    if country.ethics.told:
        return [f"{words['report_ethics']}: {country.ethics.told}"]
    return [words["report_draft"]]
