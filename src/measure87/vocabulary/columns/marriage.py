"""Answers about a person's marriage or union, formal or informal."""

from measure87.vocabulary.columns.table import Column

MARRIAGE_COLUMNS = (
    Column("ever_in_union", "status", "ever married or in a union, formal or informal"),
    Column("forced_to_marry", "status", "ever forced to marry, or to enter a union"),
    Column(
        "marriage_consent_lacked",
        "status",
        "her free and full consent to that marriage was lacking; of whoever was not forced, to "
        "her present or last one",
    ),
    Column("marriage_goes_on", "status", "that marriage or union goes on"),
    Column("age_at_marriage", "integer", "age when it began", unit="completed years"),
)
