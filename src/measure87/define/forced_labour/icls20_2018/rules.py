"""Who is in forced labour under the guidelines of the 20th ICLS?

Adults: work that is both involuntary and under the menace of a penalty, on the same job.
Children: one of four routes, in which involuntariness is not tested. Work that Article 2(2)
of Convention No. 29 excludes is not forced labour, if all conditions of its exclusion hold.

Rules speak of circumstances (one row of an answer), answers (all rows of one question about
one job), jobs and persons. Age is the age during the episode. An answer that is missing
leaves the job unknown unless another answer decides it; a job that was not asked about is
unknown, not no.
"""

from measure87.define.forced_labour.icls20_2018 import (
    adulthood,
    adults,
    answers,
    childhood,
    children,
    criteria,
    days,
    forms,
    jobs,
    otherwise,
)

PARTS = (
    answers,
    criteria,
    jobs,
    adulthood,
    childhood,
    adults,
    otherwise,
    children,
    forms,
    days,
)
"""The modules whose rules these are, in order."""
