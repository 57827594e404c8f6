"""The parts of `estimate_world`: from figures of countries to everything that a run says.

`questions` says what is asked and `inputs` of what; `country_layout` puts countries in their
regions, `families` measures in their models, `fitting` runs them. `figure_rows` lays every
published figure beside what the model says, `changes` asks for trends and targets, `trust`
validates the model and asks what changes with its assumptions.
"""
