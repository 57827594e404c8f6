"""What a survey's mapping leaves out of the sample design: weights, and clusters.

An office often has weights and design in the file of households. Persons alone are then estimated
as if all weighed alike and each was drawn by herself, which looks like any other figure: so it is
told. Shares among respondents, of a sample that is none of chance, need neither.
"""

from collections.abc import Iterable, Iterator

from measure87.study.survey.inputs import StudyInput
from measure87.study.survey.settings import StudySettings
from measure87.vocabulary.estimate import Notice

_TOLD_BY_PRESETS = frozenset({"preset-no-cluster", "preset-gld-no-design"})
"""Notices by which a preset says it already."""
NO_WEIGHT = Notice(
    "no-weight-mapped",
    "no weight is mapped: all persons weigh alike. If this file has weights, or the file of "
    "households, map them",
)
NO_CLUSTER = Notice(
    "no-cluster-mapped",
    "no cluster is mapped: persons count as drawn singly. If places or households were drawn, the "
    "intervals are too short: map the cluster",
)


def notices_of_design(settings: StudySettings, inputs: Iterable[StudyInput]) -> Iterator[Notice]:
    """What is to be told of a sample of chance whose weights or clusters are not mapped."""
    if not settings.probability_sample:
        return
    for one in inputs:
        columns = one.collected.persons.collect_schema().names()
        told = {notice.code for notice in one.collected.report.assumed}
        if "weight" not in columns:
            yield NO_WEIGHT
        by_replicates = one.replicates is not None
        if "cluster" not in columns and not by_replicates and not told & _TOLD_BY_PRESETS:
            yield NO_CLUSTER
