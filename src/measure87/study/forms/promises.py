"""Whether a form still gives the measures that its country promises."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from measure87.collect.form.lint import BuiltForm, Checked, Finding, Place, built_form, check_built
from measure87.define import Measure, list_definitions, load_definition
from measure87.study.forms.items import FormItems, all_asked, items_of
from measure87.study.survey.asked import MINIMUM_ITEMS, lacking
from measure87.vocabulary.errors import Measure87Error, StudyError
from measure87.vocabulary.keys import nearest


@dataclass(frozen=True)
class Promised:
    """A measure that a form promises."""

    name: str
    """`definition/measure`, as the form has it."""
    measure: Measure


def check_with_promises(path: Path) -> Checked:
    """Everything that is wrong with a form of our own, the measures that it lost among it.

    Raises
    ------
    Measure87Error
        If there is no form, or its XLSForm or mapping cannot be read.
    """
    return check_form(built_form(path))


def check_form(built: BuiltForm) -> Checked:
    """The same of a form that is at hand."""
    return check_built(built, _lost(built))


def folder_of(built: BuiltForm) -> Path:
    """The study's folder of a form: that above `form/`."""
    place = built.path.parent
    return place.parent if place.name == "form" else place


def _lost(built: BuiltForm) -> Iterator[Finding]:
    items = items_of(built.form, folder_of(built))
    asked = all_asked(built.form) & built.asked
    given = items.given_by(asked)
    place = Place(built.path.name, None, "", "measures")
    for name in built.form.measures:
        try:
            promised = promised_measure(name)
        except Measure87Error as error:
            yield Finding("unknown-measure", error.text, place, hint=error.hint or "")
            continue
        missing = missing_of(promised.measure, given)
        if missing:
            text = f"{name} cannot be computed: no question gives {', '.join(missing)}"
            yield Finding("dropped-measure", text, place)


def missing_of(measure: Measure, items: frozenset[str]) -> tuple[str, ...]:
    """Items without which a measure cannot be computed under its text's name.

    Alternatives are joined by `or`; of a criterion that is a list at least `MINIMUM_ITEMS` named
    items must be asked.
    """
    asked = [criterion.asked(items) for criterion in measure.criteria]
    few = [one for one in asked if one.named < MINIMUM_ITEMS]
    return (
        *lacking(measure, items),
        *(f"{MINIMUM_ITEMS} named items of {one.title}" for one in few),
    )


def promised_measure(name: str) -> Promised:
    """The measure of a promise.

    Raises
    ------
    StudyError
        If no definition has it.
    """
    identity, _, measure = name.rpartition("/")
    if identity.split("@")[0].split(":")[0] not in list_definitions():
        raise StudyError(
            f"there is no definition {identity!r}",
            code="unknown-definition",
            hint=nearest(identity, list_definitions()),
        )
    measures = load_definition(identity).measures
    if measure not in measures:
        raise StudyError(
            f"{identity} has no measure {measure!r}",
            code="unknown-measure",
            hint=nearest(measure, measures),
        )
    return Promised(name, measures[measure])


def promised_of(items: FormItems) -> tuple[Promised, ...]:
    """What a form promises; where it promises nothing, the headline measures that it supports."""
    if items.form.measures:
        return tuple(promised_measure(name) for name in items.form.measures)
    given = items.given_by(all_asked(items.form))
    return tuple(
        Promised(f"{identity}/{measure.name}", measure)
        for identity in list_definitions()
        for measure in load_definition(identity).measures.values()
        if measure.headline and not missing_of(measure, given)
    )
