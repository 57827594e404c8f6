"""Names of what is derived: statuses by measure, reasons, shares, and bounds of numbers."""

from measure87.vocabulary.columns.table import Column, Table

CLASSIFIED = Table(
    "Classified",
    "a person: for each measure a status (null outside its universe) and the reason key; "
    "design and domain columns are carried along",
    (Column("person_id", "identifier", "identifies a person in the file", required=True),),
)

REASON_SUFFIX = "__reason"
"""Column with the reason key of a measure (see `status.reason_key`), Int32."""

CAUSE_SUFFIX = "__cause"
"""Column with what left a person undetermined: the rule and the missing answer, text."""

SHARE_SUFFIX = "__share"
"""Column with the share of the reference period in the status yes, 0 to 1 (stock)."""

LOW_SUFFIX = "_low"
HIGH_SUFFIX = "_high"
"""A rule may ask for the least and the greatest value that a number can have."""

AT_LEAST_SUFFIX = "_at_least"
"""Column with what was told of a sum of which the rest was not; beside a number that is null."""

ACTIVITY_OF_HOURS = {
    "economic_hours": "economic_activity",
    "water_hours": "fetched_water",
    "firewood_hours": "collected_firewood",
    "chores_hours": "household_chores",
    "chores_hours_per_day": "household_chores",
}
"""The status that says whether the hours could be any at all."""
