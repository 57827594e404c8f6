"""The tables that pass between rooms: their columns, units, levels and missing answers.

Items are statuses (Int8: no 0, unknown 1, yes 2). In a status column

* *unknown* (1) means asked and not answered: refused, don't know, no response,
  inconsistent, or not asked although the question arose;
* *null* means that the question did not arise or that the questionnaire does not have it.

A number (hours, days) that was not stated is null; the status beside it says whether the
activity took place. No table ever holds NaN.
"""

from measure87.vocabulary.columns.circumstances import (
    CIRCUMSTANCES,
)
from measure87.vocabulary.columns.derived import (
    ACTIVITY_OF_HOURS,
    AT_LEAST_SUFFIX,
    CAUSE_SUFFIX,
    CLASSIFIED,
    HIGH_SUFFIX,
    LOW_SUFFIX,
    REASON_SUFFIX,
    SHARE_SUFFIX,
)
from measure87.vocabulary.columns.hazards import (
    HAZARD_COLUMNS,
    HAZARDS,
    INDICATOR_COLUMNS,
    INDICATORS,
    PERSON_ITEMS_OF_JOBS,
    WORST_FORM_COLUMNS,
)
from measure87.vocabulary.columns.items import (
    BY_WHOM,
    COERCION_ITEMS,
    HSHC_ITEMS,
    HSHC_LEAVING_ITEMS,
    HSHC_PENALTY_ITEMS,
    HSHC_RECRUITMENT_ITEMS,
    HSHC_WORK_ITEMS,
    INVOLUNTARY_ITEMS,
    MODES,
    ON_WHOM,
    STAGES,
)
from measure87.vocabulary.columns.jobs import (
    EXCLUSIONS,
    FORMS_OF_WORK,
    IMPOSED_BY,
    JOBS,
    OWN_USE_SERVICES,
    STATUS_IN_EMPLOYMENT,
    WORK_IN_TRAINING,
)
from measure87.vocabulary.columns.persons import (
    AREA,
    FUNCTIONAL_DIFFICULTIES,
    PERSONS,
    SEX,
    WEALTH,
)
from measure87.vocabulary.columns.table import (
    HOURS_IN_DAY,
    HOURS_IN_WEEK,
    LEAP_DAY,
    OLDEST,
    Column,
    Kind,
    Table,
)

TABLES = {table.name: table for table in (PERSONS, JOBS, CIRCUMSTANCES, CLASSIFIED)}

__all__ = [
    "ACTIVITY_OF_HOURS",
    "AREA",
    "AT_LEAST_SUFFIX",
    "BY_WHOM",
    "CAUSE_SUFFIX",
    "CIRCUMSTANCES",
    "CLASSIFIED",
    "COERCION_ITEMS",
    "EXCLUSIONS",
    "FORMS_OF_WORK",
    "FUNCTIONAL_DIFFICULTIES",
    "HAZARDS",
    "HAZARD_COLUMNS",
    "HIGH_SUFFIX",
    "HOURS_IN_DAY",
    "HOURS_IN_WEEK",
    "HSHC_ITEMS",
    "HSHC_LEAVING_ITEMS",
    "HSHC_PENALTY_ITEMS",
    "HSHC_RECRUITMENT_ITEMS",
    "HSHC_WORK_ITEMS",
    "IMPOSED_BY",
    "INDICATORS",
    "INDICATOR_COLUMNS",
    "INVOLUNTARY_ITEMS",
    "JOBS",
    "LEAP_DAY",
    "LOW_SUFFIX",
    "MODES",
    "OLDEST",
    "ON_WHOM",
    "OWN_USE_SERVICES",
    "PERSONS",
    "PERSON_ITEMS_OF_JOBS",
    "REASON_SUFFIX",
    "SEX",
    "SHARE_SUFFIX",
    "STAGES",
    "STATUS_IN_EMPLOYMENT",
    "TABLES",
    "WEALTH",
    "WORK_IN_TRAINING",
    "WORST_FORM_COLUMNS",
    "Column",
    "Kind",
    "Table",
]
