"""How often is there an alarm on an evening when nothing is wrong, and how often is a fault found?

python -m tests.collect.quality.false_alarms [STUDIES]

writes `false_alarms.csv`: for each kind of clean study (areas alike or not, interviewers who share
areas or have their own, areas known or not) how many of so many studies of 500 interviews had an
alarm, and for each planted fault in how many of a tenth as many studies it was found.
"""

import sys
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from measure87.collect.quality.evening import check_field_data
from measure87.collect.quality.field_data import read_field_data
from measure87.collect.quality.labels import kept_labels
from measure87.files import csv_text, write_whole
from tests.collect.quality.field_study import clean_study, submitter
from tests.collect.quality.planted import PLANTED, back_checks, check_of, label_of

TABLE = Path(__file__).parent / "false_alarms.csv"
DAY = date(2027, 3, 20)
KINDS = {
    "shared areas, moderate differences": {},
    "shared areas, none": {"area_effect": 0.0},
    "shared areas, great differences": {"area_effect": 1.0},
    "own areas, moderate differences": {"own": True},
    "areas not told, moderate differences": {"told": False},
}


def clean(seed, own=False, told=True, **options):
    """A clean study of a kind."""
    study = clean_study(seed, **options)
    if own:
        area = study.main["cluster"].to_numpy()
        # Two teams of ten interviewers hardly share: each interviewer has a cluster and a bit.
        who = [submitter(int(n)) for n in (area - 1) % 12]
        study.main = study.main.with_columns(pl.Series("_submitter", who))
        study.main = without_overlaps(study.main)
    back_checks(study, bad=None)
    if not told:
        study.form = nameless(study.form)
        case = 'complete = ["1"]\ncase = ["cluster", "household"]'
        study.settings = study.settings.replace('complete = ["1"]', case)
        study.sample = [{"case": one["case"]} for one in study.sample]
    return study


def without_overlaps(main):
    """The same interviews one after another in the days of their new interviewers."""
    turn = main.select(pl.int_range(pl.len()).over("_submitter").alias("n"))["n"].to_numpy()
    texts = {"start": [], "end": []}
    length = (main["end"].str.to_datetime("%Y-%m-%dT%H:%M:%S%.3f%z")
              - main["start"].str.to_datetime("%Y-%m-%dT%H:%M:%S%.3f%z"))  # fmt: skip
    base = np.datetime64("2027-03-01T10:00:00")
    for place, n in enumerate(turn):
        begun = base + np.timedelta64(int(n // 6), "D") + np.timedelta64(int(n % 6) * 110, "m")
        ended = begun + np.timedelta64(int(length[place].total_seconds()), "s")
        for name, time in (("start", begun), ("end", ended)):
            texts[name].append(f"{time}.000+03:00")
    return main.with_columns(pl.Series(name, one) for name, one in texts.items())


def nameless(form):
    """The form without saying which question is the cluster."""
    import msgspec

    parts = [msgspec.structs.replace(one, serves=()) if one.name in ("cluster", "household")
             else one for one in form.children]  # fmt: skip
    return msgspec.structs.replace(form, children=tuple(parts))


def evening_of(study):
    with tempfile.TemporaryDirectory() as place:
        data = read_field_data(study.write(Path(place)))
        labels = kept_labels(Path(place) / "field", data.interviewers)
    return data, labels, check_field_data(data, labels, DAY).evening


def alarms_of(study):
    """Checks that had an alarm."""
    return {one.check for one in evening_of(study)[2].findings if one.alarm}


def found_in(study, expected):
    """Whether all that was planted was found."""
    data, labels, evening = evening_of(study)
    said = {(one.check, one.says, one.interviewer, one.item) for one in evening.findings}
    return all(
        any(
            (says == s)
            and (not isinstance(whom, int) or who == label_of(data, labels, whom))
            and (not isinstance(whom, str) or item == whom)
            for _, s, who, item in said
        )
        for says, whom in expected
    )


def main(studies):
    """Write the table."""
    rows = [("what", "study", "of", "with", "checks")]
    for kind, options in KINDS.items():
        each = [alarms_of(clean(seed, **options)) for seed in range(1000, 1000 + studies)]
        checks = Counter(check for one in each for check in one)
        told = " ".join(f"{name} {n}" for name, n in sorted(checks.items()))
        rows.append(("alarm", kind, studies, sum(map(bool, each)), told))
        print(rows[-1], flush=True)
    for plant in PLANTED:
        hits = 0
        for seed in range(2000, 2000 + max(studies // 10, 5)):
            study = clean_study(seed)
            hits += found_in(study, plant(study))
        rows.append(("found", plant.__name__, max(studies // 10, 5), hits, check_of(plant)))
        print(rows[-1], flush=True)
    write_whole(TABLE, csv_text(rows))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
