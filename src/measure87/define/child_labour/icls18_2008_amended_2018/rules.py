"""When is a child in child labour under the ICLS resolution on child labour statistics?

Follows the resolution of the 18th ICLS (2008) as amended by the 20th (2018), read through its
custodians' and national metadata, with the hazards of Recommendation 190. Child labour is
hazardous work, or another worst form, or employment below the minimum age that is not light
work; where the general production boundary is the frame, also hazardous unpaid household
services. Answers that were not told leave the result unknown.
"""

from measure87.define.child_labour.icls18_2008_amended_2018 import (
    employment,
    hazardous_work,
    household_services,
    minimum_age,
    worst_forms,
)

PARTS = (employment, hazardous_work, worst_forms, minimum_age, household_services)
"""The modules whose rules these are, in order."""
