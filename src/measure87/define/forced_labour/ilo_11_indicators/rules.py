"""Which of the eleven ILO indicators of forced labour does a person show?

A profile for screening and identification: one indicator may suffice to suspect forced
labour, others need several, and none of them is a statistical rule. An indicator comes from
a question that asks for it directly (a person's column `indicator_...`), or from the items of
the forced-labour module that correspond to it; a survey needs only one of the two.
"""

from measure87.define.forced_labour.ilo_11_indicators import indicators, items

PARTS = (items, indicators)
"""The modules whose rules these are, in order."""
