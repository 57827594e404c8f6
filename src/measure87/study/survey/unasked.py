"""An outer bound: what a figure would be if each item that nobody asked were a yes.

Not for everybody, which would make all work forced labour, but in the jobs that meet the other
criterion by what was asked. The answers are put in and everybody is classified anew, so every rule
(exclusions, age, period, two different answers) works as it does on answers that were given.
"""

from collections.abc import Sequence

import narwhals as nw
import polars as pl

from measure87.classify import Tables, classify, jobs_meeting
from measure87.define import Definition
from measure87.define.criteria import Criterion
from measure87.files.engines import EngineTable, Frame
from measure87.study.survey.asked import ADULT
from measure87.study.survey.inputs import StudyInput
from measure87.vocabulary.columns import INVOLUNTARY_ITEMS
from measure87.vocabulary.status import YES, status

UNASKED_SUFFIX = "_if_unasked_yes"
_QUESTION = "unasked:"
_INVOLUNTARY = [code for code, _ in INVOLUNTARY_ITEMS]
_SAID = {"by_whom": "employer", "on_whom": "worker", "mode": "subjected", "stage": "DURING"}
"""What a put-in answer says, where the survey's answers have such a column."""


def with_unasked(classified: EngineTable, source: StudyInput) -> EngineTable:
    """The classified persons with the outer status of each bounded measure.

    Returns
    -------
    table of the same engine
        With a column `MEASURE_if_unasked_yes` for each.
    """
    for definition in source.definitions:
        names = [m.name for m in source.bounded if m.name in definition.measures]
        if names:
            outer = _classified(source, definition, names)
            if source.place is None:
                outer = outer.to_native().collect(engine="streaming")
                classified = classified.join(
                    outer, on="person_id", how="left", maintain_order="left"
                )
            else:
                joined = nw.from_native(classified).join(outer, on="person_id", how="left")
                classified = source.place.kept(joined)
    return classified


def _classified(source: StudyInput, definition: Definition, names: Sequence[str]) -> Frame:
    criteria = definition.measures[names[0]].criteria
    tables = source.tables
    if tables.circumstances is None:
        raise AssertionError("a measure with criteria has answers")
    given: Frame = nw.from_native(tables.circumstances)
    put_in = _put_in(tables, given.collect_schema(), definition, criteria, source)
    answers = nw.concat([given, *put_in], how="diagonal").to_native()
    frame = classify(
        Tables(tables.persons, tables.jobs, answers),
        [(definition, names)],
        reasons=False,
        settled=None if source.place is None else source.place.settled,
    )
    return frame.select("person_id", **{f"{name}{UNASKED_SUFFIX}": nw.col(name) for name in names})


def _put_in(
    tables: Tables,
    schema: nw.Schema,
    definition: Definition,
    criteria: Sequence[Criterion],
    source: StudyInput,
) -> list[Frame]:
    """A yes to each unasked item of a criterion, in the jobs that meet another criterion."""
    asked = source.instrument.asked_of((ADULT, ADULT), ADULT)
    rows = []
    for criterion in criteria:
        unasked = criterion.asked(asked).not_asked
        for other in criteria:
            if other is criterion or not unasked or other.rule is None:
                continue
            jobs: Frame = nw.from_native(jobs_meeting(tables, definition, other.rule))
            items: Frame = nw.from_native(_listed(unasked, source))
            rows.append(jobs.join(items, how="cross").with_columns(**_answers(schema)))
    return rows


def _listed(items: Sequence[str], source: StudyInput) -> EngineTable:
    """Items as a column, where the input is worked on."""
    if source.place is not None:
        return source.place.listed("item", items)
    return pl.LazyFrame({"item": list(items)})


def _answers(schema: nw.Schema) -> dict[str, nw.Expr]:
    """The other columns of a put-in answer: a question of its own, a yes, no consent."""
    said = {name: nw.lit(word) for name, word in _SAID.items() if name in schema.names()}
    return {
        "question": nw.concat_str(nw.lit(_QUESTION), nw.col("item")),
        "answer": status(YES),
        "consent_lacked": nw.when(nw.col("item").is_in(_INVOLUNTARY)).then(status(YES)),
        **said,
    }
