"""One input of a study: read, mapped, checked against the definitions, classified."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import narwhals as nw

from measure87.classify import Tables, classify
from measure87.collect import (
    Collected,
    InputMapping,
    apply_mapping,
    denied_work,
    instrument_of,
    needed_columns,
    with_ages_asked,
    without_proxies,
)
from measure87.define import Definition, Measure, check_versions, lists_of_other_versions
from measure87.define.characteristics import Characteristic
from measure87.define.classifications.age_groups import age_band
from measure87.estimate.weighting.weighted_table import WeightedTable, variables_of
from measure87.files import AS_FOUND, SourceTable, TableForm, read_source, with_remarks_told
from measure87.files.engines import EngineTable, Frame
from measure87.study.survey.absent_ages import AbsentAges, absent_ages, without_absent
from measure87.study.survey.asked import (
    ADULT,
    Screened,
    asked_of,
    bounded_measures,
    missing_items,
    screened,
)
from measure87.study.survey.definitions import definitions_of_input
from measure87.study.survey.engine_place import EnginePlace
from measure87.study.survey.input_settings import InputSettings
from measure87.study.survey.quoted_words import refuse_unquoted
from measure87.study.survey.replicate_settings import ReplicateSettings
from measure87.study.survey.replicating import InputReplicates, open_replicates
from measure87.study.survey.standard_tables import measures_for
from measure87.study.survey.tables import AGE
from measure87.study.survey.times_of_jobs import notices_of_times
from measure87.study.survey.variables import described_sample
from measure87.study.survey.weighing import weigh, with_the_weighed
from measure87.study.survey.weight_settings import WeightSettings
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import Notice, Refusal
from measure87.vocabulary.instrument import AskedOf, Instrument
from measure87.vocabulary.keys import nearest
from measure87.vocabulary.releases.survey import Sample


@dataclass(frozen=True)
class Unsupported:
    """A measure that the questionnaire cannot support, and the items that are missing."""

    definition: str
    measure: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class StudyInput:
    """An input after mapping, with the definitions and the measures that it supports."""

    settings: InputSettings
    collected: Collected
    definitions: tuple[Definition, ...]
    measures: Mapping[str, Measure]
    """Those to compute, by name."""
    instrument: Instrument = field(default_factory=lambda: Instrument(()))
    """What was asked, of whom and how."""
    few_items: tuple[Refusal, ...] = ()
    """Measures refused under the name of their text, for too few of its items were asked."""
    absent: AbsentAges = field(default_factory=AbsentAges)
    """Measures of ages of which nobody is in the file."""
    for_tables: frozenset[str] = frozenset()
    """Those of them that only standard tables ask for."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """Column to the version of its classification."""
    unsupported: tuple[Unsupported, ...] = ()
    of_jobs: tuple[Notice, ...] = ()
    """What is to be told of the times of jobs, and of work that was denied."""
    hashes: Mapping[str, str] = field(default_factory=dict)
    """Table (`persons`, `jobs`, `circumstances`) to `sha256:` and the hash of its file."""
    weighed: WeightedTable | None = None
    """Everybody who was drawn, with the weights of the study's recipe; None without one."""
    replicates: InputReplicates | None = None
    """From what its errors come; None linearises."""
    place: EnginePlace | None = None
    """Where it is worked on; None is this process."""
    before: tuple[str, ...] = ()
    """Variables that earlier releases were by: who is in which of their groups is known too."""
    measures_before: Mapping[str, Measure] = field(default_factory=dict)
    """Measures that only earlier releases have: who is a case of them is known to the gate."""
    definitions_before: tuple[Definition, ...] = ()
    """Other readings of its definitions, to which some of these belong."""
    sample: Sample = field(kw_only=True)
    """Files, design and variables, as `described_sample` gives them."""

    @property
    def refused(self) -> tuple[Refusal, ...]:
        """Measures that are refused before anybody is classified."""
        return (*self.few_items, *self.absent.refused)

    @property
    def tables(self) -> Tables:
        """The standard tables, where the input is worked on."""
        if self.place is not None:
            return self.place.tables(self.collected)
        return Tables(self.collected.persons, self.collected.jobs, self.collected.circumstances)

    @property
    def criteria(self) -> tuple[AskedOf, ...]:
        """Of every criterion of its definitions how many items were asked, each once."""
        every = [m for definition in self.definitions for m in definition.measures.values()]
        asked = [one for measure in every for one in self.asked_of(measure)]
        return tuple(dict.fromkeys(asked))

    @property
    def bounded(self) -> list[Measure]:
        """The measures that get an outer bound, where the study asks for these."""
        if not self.settings.outer_bound:
            return []
        return bounded_measures(self.measures.values(), self.definitions, self.instrument)

    def asked_of(self, measure: Measure) -> tuple[AskedOf, ...]:
        """How many items of each criterion of a measure were asked."""
        return asked_of(measure, self.instrument)

    def definition_of(self, measure: str) -> Definition:
        """The definition to which a measure belongs."""
        every = (*self.definitions, *self.definitions_before)
        return next(d for d in every if measure in d.measures)


def open_input(
    settings: InputSettings,
    mapping: InputMapping,
    national: Path | None,
    weights: WeightSettings | None = None,
    replicates: ReplicateSettings | None = None,
    place: EnginePlace | None = None,
) -> StudyInput:
    """Read the files of an input, map them, and find what they support.

    Parameters
    ----------
    settings : the input's entry of `study.toml`
    mapping : the input's section of `mapping.toml`
    national : folder of the study's own definitions, if any
    weights : the study's recipe, if any
    replicates : what the study says of replicates, if anything
    place : where it is worked on, if not in this process

    Raises
    ------
    Measure87Error
        Whatever is wrong with the files, the mapping, the definitions or the recipe.
    """
    named, added_definitions = definitions_of_input(settings, national)
    more = () if weights is None else variables_of(weights.recipe)
    pattern = None if replicates is None else replicates.pattern
    sources = read_sources(
        mapping,
        settings.files,
        more,
        () if pattern is None else (pattern,),
        {table: settings.form_of(table) for table in settings.files},
    )
    weighed = None if weights is None else weigh(mapping, sources, weights)
    if weighed is not None:
        mapping, sources = weighed.mapping, dict(weighed.sources)
    asked = _wanted(settings, named)
    collected = with_ages_asked(apply_mapping(mapping, sources), youngest=youngest_of(asked))
    collected = without_proxies(collected, adult=ADULT, stated=settings.respondent)
    if weighed is not None and weights is not None:
        repeated = replicates is not None and replicates.are_repeated
        collected = with_the_weighed(collected, weighed.made, weights, repeated=repeated)
    of_jobs = (
        *notices_of_times(
            collected,
            (*named, *added_definitions),
            settings.reference_period,
            settings.reference_date,
        ),
        *denied_work(collected),
    )
    if place is not None:
        collected = place.collected(collected)
    definitions = named + added_definitions
    _refuse_same_measure(settings, definitions)
    for definition in definitions:
        refuse_unquoted(definition, collected.questions, mapping)
    known = {name: m for definition in definitions for name, m in definition.measures.items()}
    by_name = {m.name for m in asked}
    added = [m for m in measures_for(settings.tables, known) if m.name not in by_name]
    wanted = [*asked, *added]
    unsupported = tuple(
        Unsupported(owner.id, m.name, missing)
        for m in wanted
        for owner in [next(d for d in definitions if m.name in d.measures)]
        if (
            missing := missing_items(m, collected.items, collected.jobs)
            or _codes_of_another_version(owner, m, mapping.versions)
        )
    )
    refused = {entry.measure for entry in unsupported}
    supported = [m for m in wanted if m.name not in refused]
    instrument = instrument_of(
        mapping,
        collected,
        period=settings.reference_period,
        respondent=settings.respondent,
        mode=settings.mode,
    )
    found = screened(definitions, supported, instrument, settings.minimum_items)
    measures = _as_asked(supported, found)
    absent = absent_ages(collected.persons, found.definitions, measures)
    measures = without_absent(measures, absent)
    for definition in found.definitions:
        check_versions(
            definition, mapping.versions, [n for n in measures if n in definition.measures]
        )
    return StudyInput(
        settings=settings,
        collected=collected,
        definitions=found.definitions,
        measures=measures,
        instrument=instrument,
        few_items=found.refused,
        absent=absent,
        for_tables=frozenset(m.name for m in added),
        versions=mapping.versions,
        unsupported=unsupported,
        of_jobs=of_jobs,
        hashes={table: f"sha256:{source.sha256}" for table, source in sources.items()},
        weighed=None if weighed is None else weighed.made,
        replicates=open_replicates(
            replicates, mapping, sources["persons"], None if weighed is None else weighed.made
        ),
        sample=described_sample(settings, mapping, sources),
        place=place,
    )


def _as_asked(supported: Sequence[Measure], found: Screened) -> dict[str, Measure]:
    """The measures to compute: each as its text has it, or what stands in its place."""
    known = {name: m for definition in found.definitions for name, m in definition.measures.items()}
    names = [found.instead.get(m.name, m.name) for m in supported]
    return {name: known[name] for name in names if name is not None}


def read_sources(
    mapping: InputMapping,
    files: Mapping[str, Path],
    of_persons: Sequence[str] = (),
    patterns: Sequence[str] = (),
    forms: Mapping[str, TableForm] | None = None,
) -> dict[str, SourceTable]:
    """Read of each file the variables that the mapping names, and no more of a wide file.

    of_persons, patterns : variables of the file of persons that are needed beside, by name or by
        pattern
    forms : table to how its file is to be read, where anything is said of it
    """
    needed = dict(needed_columns(mapping, files))
    if of_persons:
        needed["persons"] = tuple(dict.fromkeys((*needed["persons"], *of_persons)))
    return {
        table: with_remarks_told(
            read_source(
                path,
                needed[table],
                skip_absent=True,
                patterns=patterns if table == "persons" else (),
                form=(forms or {}).get(table, AS_FOUND),
            )
        )
        for table, path in files.items()
    }


def _codes_of_another_version(
    definition: Definition, measure: Measure, versions: Mapping[str, str]
) -> tuple[str, ...]:
    """What a sensitivity measure lacks whose list has codes of another version than the data.

    A headline measure rests on a list that somebody verified: there the study is stopped.
    """
    if measure.headline:
        return ()
    lists = lists_of_other_versions(definition, measure.name, versions)
    return tuple(f"{entry.column} in {entry.version}" for entry in lists)


def _refuse_same_measure(settings: InputSettings, definitions: tuple[Definition, ...]) -> None:
    """Two editions of one definition name their measures alike; readings do not."""
    owner: dict[str, str] = {}
    for definition in definitions:
        for name in definition.measures:
            if name in owner:
                raise StudyError(
                    f"{owner[name]} and {definition.versioned_id} both have the measure {name}",
                    code="same-measure",
                    where=f"study.toml [inputs.{settings.name}] definitions",
                    hint="keep one of the two, or make a study of its own for the other",
                )
            owner[name] = definition.versioned_id


def _wanted(settings: InputSettings, definitions: tuple[Definition, ...]) -> list[Measure]:
    known = {name: m for definition in definitions for name, m in definition.measures.items()}
    for name in settings.measures:
        if name not in known:
            raise StudyError(
                f"there is no measure {name!r} in the definitions of this input",
                code="unknown-measure",
                where=f"study.toml [inputs.{settings.name}]",
                hint=nearest(name, known),
            )
    return [known[name] for name in settings.measures] or list(known.values())


def youngest_of(measures: Iterable[Measure]) -> int:
    """Completed years from which any of some measures speaks of persons."""
    return min((0 if one.any_age else one.ages[0] for one in measures), default=0)


def classify_input(
    source: StudyInput,
    carry: tuple[str, ...],
    parts: Mapping[str, Sequence[Characteristic]] | None = None,
) -> EngineTable:
    """Classify the persons of an input, in the order of their identifiers.

    Parameters
    ----------
    carry : design and domain columns; `age` is made from the age in years.
    parts : measure to the characteristics by which its cases are told apart.

    Returns
    -------
    polars DataFrame
        One row a person. Of an input that an engine works on its own kind of table, in no order,
        which was computed once and of which no row came to this process.
    """
    given = source.tables
    persons: Frame = nw.from_native(given.persons).lazy()
    columns = persons.collect_schema().names()
    if AGE in carry:
        persons = persons.with_columns(**{AGE: age_band(nw.col("age_years"))})
        columns.append(AGE)
    tables = Tables(persons.to_native(), given.jobs, given.circumstances)
    computed = {*source.measures, *source.measures_before}
    by_definition = [
        (definition, [name for name in definition.measures if name in computed])
        for definition in (*source.definitions, *source.definitions_before)
    ]
    frame = classify(
        tables,
        [(d, names) for d, names in by_definition if names],
        carry=[name for name in carry if name in columns],
        causes=True,
        parts=parts,
        versions=source.versions,
        settled=None if source.place is None else source.place.settled,
    )
    if source.place is not None:
        return source.place.kept(frame)
    return frame.to_native().collect(engine="streaming").sort("person_id")
