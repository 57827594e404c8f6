"""The disclosure gate for surveys: `measures` is the pass over everything that a run releases.

Its parts: `rows` (who could be the few cases of a group), `answers` (who was asked, and answered),
`compared` (earlier releases, and inputs with persons in common) and `precision` (the digits of what
is released). Beside them stands what is asked once of a whole run, as `account` of what it says.
"""
