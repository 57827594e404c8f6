"""What a run itself can answer to each item of the GATHER checklist.

An answer is put together from facts alone; where these are not there it is empty, and the item
is a gap. Items that only the user can answer have no function here.
"""

from collections.abc import Callable, Mapping

from measure87.combine.validation.gather_facts import RunFacts

METHODS_PAGE = "docs/methods/world-model.md"
INPUTS_PAGE = "docs/methods/world-inputs.md"


def _estimated(facts: RunFacts) -> str:
    if not (facts.measures and facts.countries and facts.years and facts.ages and facts.sexes):
        return ""
    measures = "; ".join(f"{label} ({name}, {of})" for name, label, of in facts.measures)
    years = "-".join(str(year) for year in sorted(set(facts.years)))
    ages = ", ".join(
        f"{low} and over" if high is None else f"{low}-{high}" for low, high in facts.ages
    )
    return (
        f"Estimated: {measures}. {facts.countries} countries, {facts.regions or 'no regions'}, "
        f"and the world; {years}; sexes: {', '.join(facts.sexes)}; ages {ages}."
    )


def _obtained(facts: RunFacts) -> str:
    if not facts.inputs:
        return ""
    files = ", ".join(f"{name} (SHA-256 {digest[:12]})" for name, digest in facts.inputs.items())
    return f"Files read: {files}. Full hashes are in about.json."


def _included(facts: RunFacts) -> str:
    if not facts.figures_used:
        return ""
    rules = _counted(facts.left_out) or "none"
    hand = "; ".join(facts.excluded_by_hand) or "none"
    return (
        f"{facts.figures_used} figures were used. Left out by rule: {rules}. Left out by hand: "
        f"{hand}. Rules: {INPUTS_PAGE}; the reason for each figure is in figures.csv."
    )


def _sources(facts: RunFacts) -> str:
    if not facts.source_types:
        return ""
    return (
        f"Kinds of source of the figures used: {_counted(facts.source_types)}. Country, year, "
        "sex, ages, definition, source, recall period, sample size and design effect of each, as "
        f"far as published, are in figures.csv; {facts.without_survey} do not tell their survey."
    )


def _biases(facts: RunFacts) -> str:
    if not (facts.figures_used and facts.assumed_errors):
        return ""
    return (
        f"{facts.without_precision} of {facts.figures_used} figures come with neither a standard "
        f"error nor a sample size: {facts.assumed_errors}. Kinds of source differ "
        f"({_counted(facts.source_types)}); how the model treats that: {METHODS_PAGE}."
    )


def _other_inputs(facts: RunFacts) -> str:
    return "; ".join(f"{name}: {source}" for name, source in facts.other_inputs.items())


def _inputs_file(facts: RunFacts) -> str:
    if not facts.figures_used:
        return ""
    return "figures.csv has every figure, used or not, with what is known of it."


def _overview(facts: RunFacts) -> str:
    return f"{facts.model} Overview: {METHODS_PAGE}." if facts.model else ""


def _details(facts: RunFacts) -> str:
    if not facts.model:
        return ""
    return (
        f"Reading and cleaning of inputs: {INPUTS_PAGE}. Equations, adjustments and every prior: "
        f"{METHODS_PAGE}; the priors of this run are in about.json."
    )


def _compared(facts: RunFacts) -> str:
    methods = sorted({str(row["method"]) for row in facts.scores} - {"model"})
    if not methods:
        return ""
    return (
        f"The model was compared with {', '.join(methods)} on the same figures (validation.csv); "
        "its parts were not chosen by these scores."
    )


def _performance(facts: RunFacts) -> str:
    """The scores as they are, and what was not done beside what was."""
    rows = [row for row in facts.scores if row["method"] == "model"]
    if not rows:
        return ""
    told = [_score(row) for row in rows]
    moved = "; ".join(facts.moves) or "no sensitivity analysis was made"
    undone = "; ".join(facts.not_validated) or "nothing that was asked for"
    return f"{' '.join(told)} Baselines: validation.csv. Sensitivity: {moved}. Not done: {undone}."


def _score(row: Mapping[str, object]) -> str:
    return (
        f"{row['exercise']}: {row['n']} figures, root mean squared error "
        f"{row['rmse_logit']:.3f} on the log-odds, {row['covered']} in their intervals of "
        f"{100 * float(str(row['level'])):g} % ({row['band_from']} to {row['band_to']} are to be "
        "expected of right intervals)."
    )


def _uncertainty(facts: RunFacts) -> str:
    if not (facts.left_uncertain and facts.not_counted and facts.draws):
        return ""
    return (
        f"{facts.draws} joint draws of all countries; limits are quantiles with equal tails. "
        f"Counted: {'; '.join(facts.left_uncertain)}. Not counted: "
        f"{'; '.join(facts.not_counted)}. {facts.convergence}".strip()
    )


def _code(facts: RunFacts) -> str:
    return f"Program: measure87 {facts.version}." if facts.version else ""


def _estimates_file(facts: RunFacts) -> str:
    if not facts.measures:
        return ""
    return "estimates.csv, estimates.json, changes.csv, and all draws in draws.parquet."


def _limits_given(facts: RunFacts) -> str:
    if not facts.level:
        return ""
    return f"Every estimate has an interval of {100 * facts.level:g} % and a standard deviation."


def _limitations(facts: RunFacts) -> str:
    if not facts.countries:
        return ""
    without = facts.countries - facts.countries_with_figures
    known = [
        f"{without} of {facts.countries} countries have no figure of their own: their estimates "
        "are borrowed",
        *facts.limitations,
    ]
    return f"Told by the program: {'; '.join(known)}."


def _counted(counts: Mapping[str, int]) -> str:
    return "; ".join(f"{name} ({count})" for name, count in counts.items())


ANSWERS: Mapping[int, Callable[[RunFacts], str]] = {
    1: _estimated,
    3: _obtained,
    4: _included,
    5: _sources,
    6: _biases,
    7: _other_inputs,
    8: _inputs_file,
    9: _overview,
    10: _details,
    11: _compared,
    12: _performance,
    13: _uncertainty,
    14: _code,
    15: _estimates_file,
    16: _limits_given,
    18: _limitations,
}
"""Item to function; 2 and 17 are the user's alone."""
