"""Whether every measure has figures that carry an estimate, before minutes are spent on one."""

from measure87.combine.adjustment.model_figures import model_figures
from measure87.combine.adjustment.nested import nested_figures
from measure87.combine.adjustment.selection import selected
from measure87.combine.estimation.cell_persons import population_persons
from measure87.combine.estimation.families import families_of
from measure87.combine.estimation.inputs import WorldInputs
from measure87.combine.estimation.questions import MeasureQuestion, Questions
from measure87.vocabulary.errors import RefusedError

FEWEST_COUNTRIES = 5
"""With figures, of a measure that is estimated. Ours: with fewer, a mean of the others has no error
of its own to be judged by, and it is the simplest baseline that the model has to beat."""


def require_figures(questions: Questions, inputs: WorldInputs) -> None:
    """Refuse a run in which a measure has no figures, or those of too few countries.

    Raises
    ------
    RefusedError
        `no-figures`, `too-few-countries`, `no-figures-of-its-own`.
    """
    _require_own_figures(questions, inputs)
    for one in questions.measures:
        countries = _countries(one, questions, inputs)
        if len(countries) < FEWEST_COUNTRIES:
            named = ", ".join(countries)
            raise RefusedError(
                f"{one.label}: countries with figures are too few to estimate all others from: "
                f"{len(countries)} ({named}), and {FEWEST_COUNTRIES} are the fewest",
                code="too-few-countries",
                where=f"{questions.path.name} [measures.{one.name}]",
                hint="bring figures of more countries, or another measure's by a crosswalk",
            )


def _require_own_figures(questions: Questions, inputs: WorldInputs) -> None:
    """Refuse a measure of a family that no figure is of: how far it lies from the base is open."""
    for family in families_of(questions.measures):
        asked = family.base.asked
        if not family.others:
            continue
        frame = selected(inputs.figures, asked, inputs.countries, population_persons(inputs, asked))
        used = set(frame.filter("used")["measure"].to_list())
        for one in family.others:
            if one.name not in used:
                raise RefusedError(
                    f"{one.label}: no figure of it serves, so that nothing tells by how much it "
                    f"counts more than {asked.measure}",
                    code="no-figures-of-its-own",
                    where=f"{questions.path.name} [measures.{one.name}]",
                    hint="bring figures of it, or do not ask for it",
                )


def _countries(one: MeasureQuestion, questions: Questions, inputs: WorldInputs) -> tuple[str, ...]:
    """Countries whose figures serve a measure."""
    table, errors, base = inputs.figures, questions.model.errors, one.base
    if base is not None:
        table = nested_figures(table, one.name, base, errors, beyond=one.beyond is not None)
        if table.included.is_empty():
            raise RefusedError(
                f"no survey has both {one.name} and {base} for the same sex and ages",
                code="no-figures",
                where=f"{questions.path.name} [measures.{one.name}]",
                hint="a nested measure is made from figures of both with the same country, year, "
                "sex, ages, source_type and source",
            )
    persons = population_persons(inputs, one.asked)
    given = model_figures(
        table,
        one.asked,
        inputs.countries,
        errors,
        persons,
        without_population=inputs.without_population,
    )
    present = {inputs.countries[place] for place in given.figures.country.tolist()}
    return tuple(sorted(present))
