"""Jobs that are one work episode: a recruiter and an employer recorded as two jobs of a person.

Where `episode_id` ties jobs, whatever was answered about one of them was answered about the
episode, so about each of them; and the days of the episode are counted once.
"""

from typing import Any

import narwhals as nw

_EPISODE = "episode_id"
_PERSON, _JOB = "person_id", "job_id"
_PERIOD, _AMONG = "in_reference_period", "of_the_period"


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
    """Jobs in which the days of a tied episode stand at one of its jobs, and nought at others.

    At the first of those that are the surest to be of the reference period, for days of a job
    outside it count for nothing: a recruiter's may be over when an employer's begins.
    """
    names = jobs.collect_schema().names()
    if _EPISODE not in names or "days" not in names:
        return jobs
    tied = (_PERSON, _EPISODE)
    surest = nw.col(_PERIOD) == nw.col(_PERIOD).max().over(*tied)
    jobs = jobs.with_columns(**{_AMONG: nw.when(surest).then(nw.col(_JOB))})
    first = nw.col(_JOB) == nw.col(_AMONG).min().over(*tied)
    longest = nw.col("days").max().over(*tied)
    once = nw.when(first).then(longest).otherwise(nw.lit(0.0))
    alone = nw.col(_EPISODE).is_null()
    found = jobs.with_columns(days=nw.when(alone).then(nw.col("days")).otherwise(once))
    return found.select(*names)
