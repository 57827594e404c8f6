"""Why one person of a survey was classified as she was, out of what the last run kept."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from measure87.classify import Explanation, explain_person
from measure87.define import Definition, load_definition
from measure87.define.survey_period import with_period
from measure87.study.keyed_hash import known_key, passing_key
from measure87.study.kinds import FILE
from measure87.study.survey import private
from measure87.study.survey.asked import as_asked, missing_items
from measure87.study.survey.explanation import explanation_json, explanation_lines
from measure87.study.survey.input_settings import InputSettings
from measure87.study.survey.opening import content_hashes, read_mappings
from measure87.study.survey.settings import StudySettings
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.instrument import Instrument, InstrumentItem
from measure87.vocabulary.releases.common import Json


@dataclass(frozen=True)
class ExplainedPerson:
    """A person under every definition of the inputs in which she is."""

    explanations: tuple[Explanation, ...]

    def to_json(self) -> dict[str, Json]:
        """As an object."""
        return {"definitions": [explanation_json(one) for one in self.explanations]}

    def lines(self) -> list[str]:
        """As lines for people."""
        found = [line for one in self.explanations for line in explanation_lines(one)]
        return [*found, "Not released: these are the answers of one person."]


def explain_survey_person(study: StudySettings, person_id: str) -> ExplainedPerson:
    """Explain one person under every definition of the inputs in which she is.

    Reads what the last run kept in `private/`.

    Raises
    ------
    StudyError
        If the study forbids it, was not run with these inputs, or has no such person.
    """
    if not study.explain:
        raise StudyError(
            "this study does not allow single persons to be looked up",
            code="explain-off",
            where=FILE,
            hint="its key `explain` is false; whoever holds the data decides",
        )
    _, mapping_hash = read_mappings(study)
    hashes = content_hashes(study, known_key(study.folder) or passing_key())
    key = private.key_of(hashes, mapping_hash)
    found: list[Explanation] = []
    for name, entry in study.inputs.items():
        kept = private.kept(study.folder, key, name)
        person = private.person_in(kept.tables, person_id)
        if person is not None:
            own = private.household_of(kept.tables, person)
            found += [
                explain_person(own, definition, person)
                for definition in _supported(entry, study.national, kept)
            ]
    if not found:
        raise StudyError(
            "there is no person with that identifier",
            code="unknown-person",
            hint="the identifier is the mapping's person_id; several variables are joined by -",
        )
    return ExplainedPerson(tuple(found))


def _supported(
    entry: InputSettings, national: Path | None, kept: private.Kept
) -> Iterator[Definition]:
    """The definitions of an input, with those measures that its questionnaire supports."""
    for spec in entry.definitions:
        period, day = entry.reference_period, entry.reference_date
        definition = with_period(load_definition(spec, national), period, day)
        measures = {
            name: measure
            for name, measure in definition.measures.items()
            if not missing_items(measure, kept.items, kept.tables.jobs)
        }
        if measures:
            rows = tuple(InstrumentItem(item, asked=True) for item in sorted(kept.items))
            instrument = Instrument(rows, respondent=entry.respondent)
            known, names = as_asked(definition, measures, instrument, entry.minimum_items)
            yield replace(known, measures={name: known.measures[name] for name in names})
