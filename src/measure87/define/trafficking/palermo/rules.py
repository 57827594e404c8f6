"""Who was trafficked under Article 3 of the Trafficking in Persons Protocol?

Adults: an act, by one of the means, for the purpose of exploitation. Persons under 18: act and
purpose. Consent to the exploitation does not matter where a means was used, and exploitation need
not have taken place. Elements are asked about directly, or follow from items on forced labour.
"""

from measure87.define.forced_labour.icls20_2018 import answers as forced_labour_answers
from measure87.define.forced_labour.icls20_2018 import criteria, jobs
from measure87.define.trafficking.palermo import ages, answers, apart, elements

PARTS = (answers, forced_labour_answers, criteria, jobs, ages, elements, apart)
"""The modules whose rules these are, in order."""
