"""What a study asks of an engine, refused before any work where the engine does not do it."""

from collections.abc import Iterator, Mapping

from measure87.collect import InputMapping
from measure87.files.engines import EngineName, refuse_unable
from measure87.study.survey.settings import StudySettings


def refuse_unable_engine(
    study: StudySettings, mappings: Mapping[str, InputMapping], engine: EngineName
) -> None:
    """Refuse what an engine cannot do of a study.

    Raises
    ------
    UsageError
        With the name of the engine that can.
    """
    refuse_unable(engine, _asked(study, mappings))


def _asked(study: StudySettings, mappings: Mapping[str, InputMapping]) -> Iterator[str]:
    if study.weights is not None:
        yield "recipes"
    if study.numbers is not None and study.numbers.benchmark is not None:
        yield "benchmarks"
    replicates = study.design.replicates
    if replicates is not None and replicates.pattern is not None:
        yield "given-replicates-in-studies"
    if all("cluster" in mapping.persons for mapping in mappings.values()):
        return
    if study.differences or any(entry.comparison for entry in study.inputs.values()):
        yield "differences-of-persons"
    if replicates is not None:
        yield "replicates-of-persons"
