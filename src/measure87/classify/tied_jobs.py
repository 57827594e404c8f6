"""Jobs that are one work episode: a recruiter and an employer recorded as two jobs of a person.

Where `episode_id` ties jobs, whatever was answered about one of them was answered about the
episode, so about each of them; and the days of the episode are counted once.
"""

from typing import Any

import narwhals as nw

_EPISODE = "episode_id"
_PERSON, _JOB = "person_id", "job_id"


def answers_of_episodes(
    answers: nw.LazyFrame[Any], jobs: nw.LazyFrame[Any] | None
) -> nw.LazyFrame[Any]:
    """Answers about jobs; of tied jobs each has those about all jobs of its episode.

    Questions keep the job that they were put about, so that two questions of one number about
    two jobs stay two answers.
    """
    if jobs is None or _EPISODE not in jobs.collect_schema().names():
        return answers
    names = answers.collect_schema().names()
    tied = jobs.filter(~nw.col(_EPISODE).is_null()).select(_PERSON, _JOB, _EPISODE)
    each = tied.select(_PERSON, _EPISODE, nw.col(_JOB).alias("of_episode"))
    pairs = tied.join(each, on=[_PERSON, _EPISODE], how="inner").drop(_EPISODE)
    found = answers.join(pairs, on=[_PERSON, _JOB], how="left")
    alone = nw.col("of_episode").is_null()
    asked_about = nw.concat_str(nw.col(_JOB).cast(nw.String), nw.col("question"), separator="/")
    told = {
        "question": nw.when(alone).then(nw.col("question")).otherwise(asked_about),
        _JOB: nw.when(alone).then(nw.col(_JOB)).otherwise(nw.col("of_episode")),
    }
    return found.with_columns(**told).select(*names)


def days_once(jobs: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Jobs in which the days of a tied episode stand at its first job, and nought at others."""
    names = jobs.collect_schema().names()
    if _EPISODE not in names or "days" not in names:
        return jobs
    alone = nw.col(_EPISODE).is_null()
    first = nw.col(_JOB) == nw.col(_JOB).min().over(_PERSON, _EPISODE)
    longest = nw.col("days").max().over(_PERSON, _EPISODE)
    once = nw.when(first).then(longest).otherwise(nw.lit(0.0))
    return jobs.with_columns(days=nw.when(alone).then(nw.col("days")).otherwise(once))
