"""The keys of a section of a mapping, which is of one input: one sample with its files."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Annotated, Any

from measure87.collect.mapping import (
    ColumnMapping,
    InputMapping,
    JobBlock,
    Keep,
    QuestionMapping,
    Unmapped,
)
from measure87.collect.mapping_notices import NOTICES
from measure87.collect.question_keys import question_keys
from measure87.collect.quotes import CONSENT_WORDS, IN_WORDS, quotes_of
from measure87.collect.table_keys import (
    columns_of,
    job_block,
    refuse_two_of_a_name,
)
from measure87.collect.value_kinds import (
    CODES,
    TEXTS,
    mapping_error,
    one_of,
    read_by,
    texts_of,
    words,
)
from measure87.files.settings import Kind, LeftOut, Place, either, tables
from measure87.vocabulary.columns import CIRCUMSTANCES, JOBS, PERSONS
from measure87.vocabulary.estimate import Notice

_VERSIONED = ("industry", "occupation")
_EACH = "{place}.{key}[{number}]"
_NOTHING: Mapping[str, str] = MappingProxyType({})
_Jobs = Mapping[str, ColumnMapping] | tuple[JobBlock, ...]
_Circumstances = Mapping[str, ColumnMapping] | tuple[QuestionMapping, ...]


def _keep(
    *,
    variable: Annotated[str, read_by(lambda value, where: str(value)), "the variable"],
    codes: Annotated[tuple[str, ...], CODES, "its codes in the rows that are kept"],
) -> Keep:
    return Keep(variable, codes)


@dataclass(frozen=True)
class _MadeOfWords(Kind):
    """`consent_in_words`, which no entry can be of."""

    def read(self, key: str, value: Any, place: Place) -> Any:
        raise mapping_error(
            f"{IN_WORDS} is made of the words that the mapping quotes, not of a variable",
            place.of(key),
            f'under {CONSENT_WORDS} write QUESTION = "its words"',
        )


_WITHOUT_WORDS = {IN_WORDS: _MadeOfWords("", {"not": {}}, lambda _: False)}


def section_keys(
    *,
    name: str,
    place: Place,
    persons: Annotated[
        Mapping[str, ColumnMapping],
        columns_of(PERSONS),
        "one table for each standard column",
        LeftOut("an error"),
    ],
    jobs: Annotated[
        _Jobs | None,
        either(columns_of(JOBS, asked_for=True), tables(job_block, _EACH)),
        "the same, one row is one job; or `[[INPUT.jobs]]`, one entry for each job in a person's "
        "row",
        LeftOut("none"),
    ] = None,
    circumstances: Annotated[
        _Circumstances | None,
        either(
            columns_of(CIRCUMSTANCES, asked_for=True, **_WITHOUT_WORDS),
            tables(question_keys, _EACH),
        ),
        "the same, one row is one answer; or `[[INPUT.circumstances]]`, one entry for each "
        "question",
        LeftOut("none"),
    ] = None,
    unmapped: Annotated[
        Unmapped,
        words("fail", "unknown"),
        "`fail`: a code that no line names stops the run; `unknown`: it is taken as unknown (a "
        "status) or as no answer (a code), counted and reported",
    ] = "fail",
    keep: Annotated[
        tuple[Keep, ...],
        tables(_keep, "{place}.{key}"),
        "only the rows of persons that meet every condition, usually the completed interviews; "
        "jobs and circumstances of persons that are not kept go with them",
    ] = (),
    versions: Annotated[
        Mapping[str, str],
        texts_of(*_VERSIONED),
        "classification of the codes of `industry` and `occupation`: `ISIC4`, `ISIC3.1`, `ISCO08`, "
        "`ISCO88`, or a name of your own for a national list; needed where they are mapped",
        LeftOut("none"),
    ] = _NOTHING,
    notices: Annotated[
        tuple[Notice, ...],
        NOTICES,
        "what readers of the report should know: sentences of your own, in your language, shown as "
        'they are. A preset writes entries instead, `{ code = "preset-psu", variable = "HH1" }`, '
        "which a report says in its own language; the line of comment above each is the same in "
        "English. Delete an entry, or put a sentence in its place",
    ] = (),
    words: Annotated[
        Mapping[str, str],
        TEXTS,
        "question = its words as they were asked, where one answer is taken for two things; needed "
        "where a definition lets one answer serve two items (`IN1` with `CO3`, `IN9` with `CO2` or "
        "`CO3`), and printed in the report",
        LeftOut("none"),
    ] = _NOTHING,
    consent_words: Annotated[
        Mapping[str, str],
        TEXTS,
        "question = those of its words that say that free and informed consent was lacking, for "
        "the open item `INX`; without them, and without a question on consent, a yes to it is "
        "unknown. Printed in the report",
        LeftOut("none"),
    ] = _NOTHING,
) -> InputMapping:
    """The mapping of one input."""
    if isinstance(jobs, tuple):
        refuse_two_of_a_name(jobs, place.of("jobs"))
    if circumstances is not None and jobs is None:
        raise mapping_error(
            "circumstances are about jobs, and no job is mapped", place.where, "map the jobs"
        )
    if isinstance(circumstances, tuple):
        circumstances = _about_jobs(circumstances, jobs, place)
    section = InputMapping(
        name=name,
        unmapped=unmapped,
        keep=keep,
        versions=versions,
        persons=persons,
        jobs=jobs,
        circumstances=circumstances,
        notices=notices,
        quotes=quotes_of(words, consent_words, _items_of_questions(circumstances), place),
    )
    _check_versions(section, place)
    return section


def _about_jobs(
    questions: tuple[QuestionMapping, ...], jobs: _Jobs | None, place: Place
) -> tuple[QuestionMapping, ...]:
    """Questions with the job that each is about; where there is one, it is that."""
    names = tuple(block.job for block in jobs) if isinstance(jobs, tuple) else ()
    for number, one in enumerate(questions, 1):
        where = _EACH.format(place=place.where, key="circumstances", number=number) + ".job"
        if len(names) > 1 and one.job is None:
            raise mapping_error("which job the question is about is not said", where,
                         f"one of {', '.join(names)}")  # fmt: skip
        if names and one.job is not None:
            one_of(one.job, names, where)
    return tuple(replace(one, job=one.job or (names[0] if names else None)) for one in questions)


def _items_of_questions(
    circumstances: _Circumstances | None,
) -> Mapping[str, frozenset[str]] | None:
    """Question to the items that it says; None where a file of answers names its questions."""
    if isinstance(circumstances, Mapping):
        return None
    found: dict[str, frozenset[str]] = {}
    for entry in circumstances or ():
        found[entry.question] = found.get(entry.question, frozenset()) | {entry.fixed["item"]}
    return found


def _check_versions(section: InputMapping, place: Place) -> None:
    """An industry or occupation without its classification cannot be compared with any list."""
    mapped: list[Mapping[str, ColumnMapping]] = [section.persons]
    if isinstance(section.jobs, Mapping):
        mapped.append(section.jobs)
    elif section.jobs:
        mapped.extend(block.columns for block in section.jobs)
    for name in _VERSIONED:
        if name not in section.versions and any(name in table for table in mapped):
            raise mapping_error(
                f"{name} is mapped, and its classification is not named",
                place.below("versions").of(name),
                "for instance ISIC4 or ISCO08; NATIONAL for a list of the country's own",
            )
