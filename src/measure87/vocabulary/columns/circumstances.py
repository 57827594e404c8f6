"""Circumstances: one row an answer about a job."""

from measure87.vocabulary.columns.items import (
    BY_WHOM,
    COERCION_ITEMS,
    HSHC_ITEMS,
    INVOLUNTARY_ITEMS,
    MODES,
    ON_WHOM,
    STAGES,
)
from measure87.vocabulary.columns.table import Column, Table

CIRCUMSTANCES = Table(
    "Circumstances",
    "an answer about a job: item x stage x mode x by whom x on whom",
    (
        Column("person_id", "identifier", "the person who answered", required=True),
        Column("job_id", "identifier", "the job it is about", required=True),
        Column(
            "question",
            "code",
            "the question that was answered; rows of one person, job and question are one answer",
            required=True,
        ),
        Column(
            "item",
            "code",
            "what the answer says",
            levels=(*INVOLUNTARY_ITEMS, *COERCION_ITEMS, *HSHC_ITEMS),
            required=True,
        ),
        Column("stage", "code", "stage of the work relationship", levels=STAGES),
        Column("mode", "code", "how coercion reached the worker", levels=MODES),
        Column("by_whom", "code", "who did it", levels=BY_WHOM),
        Column(
            "on_whom",
            "code",
            "to whom it was done; null: the worker",
            levels=ON_WHOM,
            not_known="unknown",
        ),
        Column("answer", "status", "whether it happened", required=True),
        Column(
            "consent_lacked",
            "status",
            "for an involuntary item: free and informed consent was lacking",
        ),
        Column(
            "consent_in_words",
            "status",
            "for INX: the words of the question, which the mapping quotes, say that consent was "
            "lacking",
        ),
    ),
)
