"""Lists that definitions and studies share: industry, occupation, age groups, countries.

Sex, area, wealth quintile and status in employment are levels of standard columns and stand
in `measure87.vocabulary.columns`.
"""
