"""Who is in forced labour under the graded rule of the survey guidelines of 2012?

Adults, by dimension (recruitment, work and life, leaving): at least one item of involuntariness
and one penalty within the same dimension of the same job, at least one of the two strong. The
items were read in an excerpt; the grades and the rule were not seen in print. Exclusions, age and
reference period are those of the guidelines of the 20th ICLS.
"""

from measure87.define.forced_labour.hshc_2012 import dimensions, items
from measure87.define.forced_labour.icls20_2018 import adulthood, jobs

PARTS = (items, jobs, adulthood, dimensions)
"""The modules whose rules these are, in order."""
