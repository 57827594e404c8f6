"""Engines of forms that nobody here wrote, filled with invented answers.

JavaRosa (what ODK Collect runs) and xforms-engine (what ODK Web Forms runs) each run in a process
of their own and talk in lines of JSON: the engine asks what its form shows, a respondent answers.
So the engine alone decides what is asked, and one respondent can answer both.
"""
