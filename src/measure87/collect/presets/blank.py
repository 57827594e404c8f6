"""A mapping to be filled in by hand, with one commented example of each kind."""

INPUT = "survey"
"""Name of the input in `study.toml` and of the section in `mapping.toml`."""

_TEMPLATE = """\
# What the variables of your file mean. Each section [survey.persons.COLUMN] makes one standard
# column; lines that begin with # are examples. All keys: docs/reference/mapping.md.

schema = 1

[survey]
# "fail": a code that no line names stops the run. "unknown": it is taken as unknown, reported.
unmapped = "fail"
# Only completed interviews:
# keep = [{ variable = "RESULT", codes = [1] }]

# Variables that identify a person; their values are joined.
[survey.persons.person_id]
variable = "ID"
# variables = ["CLUSTER", "HOUSEHOLD", "LINE"]

# The sample design. Without a weight all persons count alike.
# [survey.persons.weight]
# variable = "WEIGHT"

# [survey.persons.stratum]
# variable = "STRATUM"

# [survey.persons.cluster]
# variable = "PSU"

# A number: codes for no answer in `missing`, the valid values in `range`.
# [survey.persons.age_years]
# variable = "AGE"
# missing = [98, 99]

# A code: your code = the standard code. Labels of regions come from the file.
# [survey.persons.sex]
# variable = "SEX"
# codes = { 1 = "1", 2 = "2" }      # 1 male, 2 female

# [survey.persons.area]
# variable = "AREA"
# codes = { 1 = "1", 2 = "2" }      # 1 urban, 2 rural

# [survey.persons.region]
# variable = "REGION"

# A status: which codes are yes, no, unknown. One of several questions suffices: "any".
# [survey.persons.economic_activity]
# variables = ["Q1A", "Q1B", "Q1C"]
# combine = "any"
# yes = [1]
# no = [2]
# unknown = [8, 9]

# [survey.persons.economic_hours]
# variable = "Q2"
# range = [0, 96]
# missing = [97, 98, 99]
# asked_if = "economic_activity"    # where the answer was no, the question did not arise

# [survey.persons.heavy_loads]
# variable = "Q3"
# yes = [1]
# no = [2]
# unknown = [8, 9]
# asked_if = "economic_activity"

# A job in the same row, and what was asked about it:
# [survey.versions]
# industry = "ISIC4"

# [[survey.jobs]]
# job = "main"
# hours = { variable = "Q10", missing = [98, 99] }
# industry = { variable = "Q11" }

# [[survey.circumstances]]
# question = "Q20"
# item = "CO5"                      # documents withheld
# stage = "DURING"
# mode = "subjected"
# by_whom = "employer"
# variable = "Q20"
# yes = [1]
# no = [2]
# unknown = [8, 9]
"""


def blank_mapping() -> str:
    """Text of a `mapping.toml` that maps an identifier and explains the rest in comments."""
    return _TEMPLATE
