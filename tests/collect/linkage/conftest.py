"""Invented raw lists on disk and in their forms, with who each record is of."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from measure87.collect.linkage import RawList, record_forms
from measure87.collect.linkage.hashed_lists import hashed_records
from measure87.collect.linkage.keyed_encoding import token
from measure87.simulate import invent_listed_persons, write_listed_persons

KEY = bytes(range(32))
SEED = 5
PERSONS = 900


@dataclass(frozen=True)
class Forms:
    """Records of all lists, and the person of each in the order of the records."""

    lists: list
    person: np.ndarray
    truth: object


def forms_of(truth, *, hashed=False):
    """Lists in their forms, in the clear or hashed."""
    lists, persons = [], []
    for name, frame in truth.lists.items():
        entry = RawList(name, Path(name), {}, deduplicated=name in truth.deduplicated)
        raw = frame.rename({"district": "place", "case_no": "record"})
        records = record_forms(entry, raw, None)
        numbers, who = records.frame["record"], truth.person[name]
        if hashed:
            of = {token(KEY, f"record {name}", n): p for n, p in zip(numbers, who, strict=True)}
            records = hashed_records(records, KEY)
            who = np.array([of[number] for number in records.frame["record"]])
        lists.append(records)
        persons.append(who)
    return Forms(lists, np.concatenate(persons), truth)


@pytest.fixture(scope="session")
def truth():
    return invent_listed_persons(SEED, population=PERSONS)


@pytest.fixture(scope="session")
def clear(truth):
    return forms_of(truth)


@pytest.fixture(scope="session")
def hashed(truth):
    return forms_of(truth, hashed=True)


@pytest.fixture
def desk(tmp_path, truth):
    """A folder with raw lists, settings and assessment."""
    write_listed_persons(truth, tmp_path, SEED)
    return tmp_path
