"""Runs the engine on whichever tables a test has, and compares what came out."""

from measure87.classify import Tables, classify
from measure87.define import load_definition
from measure87.define.survey_period import with_period
from tests.define.forced_labour.naive_reading import DEFINITION, REFERENCE_DATE
from tests.expressions_once import expressions_once


def engine(tables: Tables, reading: str | None, measures: tuple = ()) -> dict:
    """The same from the engine, on whichever tables it is given; all measures by default."""
    definition = load_definition(DEFINITION + (f":{reading}" if reading else ""))
    definition = with_period(definition, None, REFERENCE_DATE)
    with expressions_once():
        frame = classify(tables, [(definition, measures or list(definition.measures))])
        rows = frame.collect("pyarrow").to_native().to_pylist()
    return {row.pop("person_id"): row for row in rows}


def differences(expected: dict, got: dict) -> list:
    """Where the two disagree: statuses exactly, shares to 1e-12."""
    found = []
    for person_id, row in expected.items():
        for name, value in row.items():
            other = got[person_id][name]
            near = value is not None and other is not None and abs(value - other) <= 1e-12
            if not (near or (value is None and other is None)):
                found.append((person_id, name, value, other))
    return found
