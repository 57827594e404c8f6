"""Settings files for the world estimate of an invented world, as a user would write them.

They name only what a user would know: which measures, which files, how a figure with a note is
set apart, how long forced labour lasts and how much of it surveys miss, as studies found it.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from measure87.simulate.world.forced_labour import FORMS, STOCK
from measure87.simulate.world.shape import WorldShape

PROXY_NOTE = "INVENTED, not a figure of this country; answers by proxy"
ADULT = 18

_HEAD = """# INVENTED DATA: settings of the estimate for an invented world, true of no country.
schema = 1
title = "INVENTED WORLD, seed {seed}: {what}"
invented = true
topic = "{topic}"
seed = {seed}
{years}
regions_file = "regions.csv"
{who}

[inputs.figures]
file = "figures.csv"

[population]
file = "population.csv"

[covariates]
file = "covariates.csv"
vintage = "INVENTED"

[covariates.use]
gdp_per_head = "log"
under5_mortality = "log"
urban_percent = "logit_percent"
rainfall_mm = "log"

"""
_TAIL = """
[validation]
countries = true

[gather]
objectives = "To try the world estimate where the truth is known. The figures are invented."
funding = "None: the figures are invented."
data_search = "The figures were made by measure87 simulate world."
model_selection = "All covariates of the invented world, whether they matter or not."
code_access = "measure87, with these settings and the files beside them."
interpretation = "None: the figures are invented and true of no country."
limitations = "The figures are invented."
"""
_CHILD_MODEL = """
[model]
recall_days = 7
recall_sd = 0.2
reference_source = "child_labour_survey"
source_effects = [{{ name = "answers by proxy", sd = 0.3, note = "{note}" }}]
"""
_A = """[measures.child_labour_sdg_a]
label = "Child labour, economic activity"
definition = "child_labour/sdg_8_7_1"
crosswalk = [{ measure = "child_labour_sdg_b", higher = true }]
"""
_A_BY_AGE = _A.replace("higher = true", "higher = true, same_at = [[15, 17]]")
_NESTED = """[measures.child_labour_icls]
label = "Child labour"
definition = "child_labour/icls18_2008_amended_2018"

[measures.hazardous_work_icls]
label = "Hazardous work"
definition = "child_labour/icls18_2008_amended_2018"
within = "child_labour_icls"

[measures.children_in_employment_icls]
label = "Children in employment"
definition = "child_labour/icls18_2008_amended_2018"
beyond = "child_labour_icls"
"""
_TOTALS = 'sexes = ["both"]\nages = [[5, 17]]'
_CELLS = 'sexes = ["female", "male"]\nages = [[5, 11], [12, 14], [15, 17]]'
_ADULTS = f'sexes = ["both"]\nages = [[{ADULT}]]'
_LABELS = dict(
    zip(FORMS, ("Private", "Commercial sexual exploitation", "State-imposed"), strict=True)
)


def settings_files(
    shape: WorldShape, durations: pl.DataFrame, source_biases: pl.DataFrame
) -> dict[str, str]:
    """Name and content of the settings files of a world.

    Child labour: `world.toml` (published totals, with a trend), `cells.toml` (by sex and age, from
    cells and from totals; the two series are the same at 15 to 17), `nested.toml` (hazardous work
    within child labour within employment, in the middle year). Forced labour: `world.toml` (adults
    in the middle year, each form).
    """
    if shape.topic == "child-labour":
        return {
            "world.toml": _child(shape, "child labour", _TOTALS, _A),
            "cells.toml": _child(shape, "child labour by sex and age", _CELLS, _A_BY_AGE),
            "nested.toml": _child(shape, "nested measures", _TOTALS, _NESTED, trend=False),
        }
    return {"world.toml": _forced(shape, durations, source_biases)}


def _child(shape: WorldShape, what: str, who: str, measures: str, *, trend: bool = True) -> str:
    first, last = shape.calendar[0], shape.calendar[-1]
    years = f"year = {shape.calendar[shape.years // 2]}"
    if trend:
        years += f"\ntrend = true\nyears = [{first}, {last}]"
    head = _HEAD.format(seed=shape.seed, what=what, topic="child_labour", years=years, who=who)
    return head + measures + _CHILD_MODEL.format(note=PROXY_NOTE) + _TAIL


def _forced(shape: WorldShape, durations: pl.DataFrame, source_biases: pl.DataFrame) -> str:
    years = f"year = {shape.calendar[shape.years // 2]}"
    head = _HEAD.format(
        seed=shape.seed, what="forced labour", topic="forced_labour", years=years, who=_ADULTS
    )
    adults = durations.filter(pl.col("age_from") == ADULT)
    measures = "\n".join(
        _form(form, _row(adults, form), _row(source_biases, form)) for form in FORMS
    )
    return head + measures + '\n[model]\nreference_source = "forced_labour_survey"\n' + _TAIL


def _row(table: pl.DataFrame, form: str) -> dict[str, Any]:
    return table.row(by_predicate=pl.col("measure") == form, named=True)


def _form(form: str, lasts: Mapping[str, Any], missed: Mapping[str, Any]) -> str:
    log_sd = lasts["se_days"] / lasts["mean_days"]
    flow = f'{{ measure = "{form}", mean_days = {lasts["mean_days"]}, log_sd = {log_sd:.3f} }}'
    bias = (
        f'{{ source_type = "{missed["source_type"]}", mean = {missed["bias"]:.3f}, '
        f'sd = {missed["se"]:g}, why = "INVENTED, source_biases.csv" }}'
    )
    return (
        f"[measures.{form}{STOCK}]\n"
        f'label = "{_LABELS[form]}, adults in it on one day"\n'
        'definition = "forced_labour/icls20_2018"\n'
        f'form = "{form.removeprefix("forced_labour_")}"\n'
        f"flow = [{flow}]\n"
        f"source_bias = [{bias}]\n"
    )
