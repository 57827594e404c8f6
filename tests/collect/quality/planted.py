"""For each evening check a fault planted into a clean study, and what must be found."""

import numpy as np
import polars as pl

from tests.collect.quality.field_study import BATTERY, submitter

ROW = "_row"


def put(frame, column, rows, values):
    """A frame with other values in some rows of a column; one value is for all of them."""
    places = np.unique(rows)
    new = pl.Series(values, dtype=frame[column].dtype).to_list()
    new = new * places.size if len(new) == 1 else new
    changed = frame[column].to_list()
    for place, value in zip(places, new, strict=True):
        changed[place] = value
    return frame.with_columns(pl.Series(column, changed, dtype=frame[column].dtype))


def answered(study):
    return np.flatnonzero((study.main["consent"] == "1").fill_null(False).to_numpy())


def of_interviewer(study, number):
    return np.intersect1d(study.places(number), answered(study))


def persons_of(study, rows):
    ids = study.main["_id"].to_numpy()[rows]
    return np.flatnonzero(study.person["_id"].is_in(ids).to_numpy())


def consent(study):
    """Sensitive answers of five people who had not agreed."""
    study.main = put(study.main, "consent", answered(study)[:5], ["2"])
    return {("without", None): 5}


def progress(study):
    """Three interviews of households that were not drawn."""
    study.main = put(study.main, "household", [3, 4, 5], [77])
    return {("not_sampled", None): 3}


def second_visits(study):
    """Two more visits that found nobody."""
    before = int((study.main["result"] != "1").sum())
    fresh = answered(study)[:2]
    study.main = put(study.main, "result", fresh, ["3"])
    return {("again", None): before + 2}


def duplicate_keys(study):
    """A household interviewed twice."""
    a, b = answered(study)[:2]
    for name in ("cluster", "household"):
        study.main = put(study.main, name, [b], [study.main[name][int(a)]])
    return {("twice", None): 1}


def near_identical(study):
    """Four interviews that one interviewer copied, with slips."""
    copied = of_interviewer(study, 5)[:8].reshape(4, 2)
    rng = np.random.default_rng(0)
    skipped = ("_id", "_submitter", "start", "end", "cluster", "household", "_submitted_at")
    names = [n for n in study.main.columns if n not in skipped]
    for a, b in copied:
        for name in names:
            if rng.random() > 0.03:
                study.main = put(study.main, name, [b], [study.main[name][int(a)]])
        ids = study.main["_id"]
        theirs = study.person.filter(pl.col("_id") == ids[int(a)])
        study.person = pl.concat([
            study.person.filter(pl.col("_id") != ids[int(b)]),
            theirs.with_columns(pl.lit(ids[int(b)]).alias("_id")),
        ])  # fmt: skip
    return {("pairs", None): 4}


def versions(study):
    """Twelve late interviews with the version before."""
    late = np.argsort(study.main["start"].to_numpy())[-12:]
    study.main = put(study.main, "_form_version", late, ["2"])
    return {("old", None): 12}


def times_of_day(study):
    """One interview at two in the night, and two at once."""
    first = study.places(2)[:2]
    study.main = put(study.main, "start", [first[1]], [study.main["start"][int(first[0])]])
    study.main = put(study.main, "end", [first[1]], [study.main["end"][int(first[0])]])
    night = answered(study)[-1]
    study.main = put(study.main, "start", [night], ["2027-04-20T02:10:00.000+03:00"])
    study.main = put(study.main, "end", [night], ["2027-04-20T02:50:00.000+03:00"])
    return {("overlap", None): 2, ("night", None): 1}


def short_interviews(study):
    """Whole interviews in forty seconds."""
    for place in answered(study)[[10, 60, 200]]:
        start = study.main["start"][int(place)]
        study.main = put(study.main, "end", [place], [f"{start[:17]}59.000+03:00"])
    return {("short", None): 3}


def gps(study):
    """Four interviews elsewhere, and an interviewer who never has a position."""
    study.main = put(study.main, "_gps_in_unit", [1, 40, 41, 90], ["no"])
    study.main = put(study.main, "_gps_in_unit", study.places(7), ["unknown"])
    return {("outside", None): None, ("interviewer_unknown", 7): None}


def item_nonresponse(study):
    """An interviewer with don't knows, and a question that half refuse."""
    rows = of_interviewer(study, 3)
    rng = np.random.default_rng(1)
    for name in BATTERY:
        study.main = put(study.main, name, rows[rng.random(rows.size) < 0.4], ["8"])
    half = answered(study)[::2]
    study.main = put(study.main, "debt", half, ["9"])
    study.main = put(study.main, "debt_amount", half, [None])
    blank = answered(study)[::6]
    study.main = put(study.main, "fuel", blank, [None])
    return {("interviewer_not_known", 3): None, ("question_not_known", "debt"): None,
            ("question_blank", "fuel"): None}  # fmt: skip


def outliers(study):
    """Slips of a digit in ages and land."""
    study.person = put(study.person, "age", [17, 300], [430])
    study.main = put(study.main, "land", answered(study)[[20]], [98765.4])
    return {("far", "age"): 2, ("far", "land"): 1}


def interviewer_variance(study):
    """A question that each interviewer asks in a way of her own."""
    rng = np.random.default_rng(2)
    for number in range(20):
        rows = of_interviewer(study, number)
        share = 0.15 if number % 2 else 0.85
        study.main = put(
            study.main, "debt", rows, np.where(rng.random(rows.size) < share, "1", "2")
        )
    return {("high", "debt"): None}


def heaping(study):
    """An interviewer who rounds ages, and one who rounds hours."""
    for number, name in ((4, "age"), (6, "hours")):
        rows = persons_of(study, of_interviewer(study, number))
        rows = rows[study.person[name].is_not_null().to_numpy()[rows]]
        values = study.person[name].to_numpy()[rows]
        study.person = put(study.person, name, rows, (np.round(values / 5) * 5).astype(int))
    return {("interviewer", 4): None, ("interviewer", 6): None}


def heaped_ages(study):
    """Ages that nearly all interviewers round."""
    rng = np.random.default_rng(3)
    rows = np.flatnonzero(rng.random(study.person.height) < 0.4)
    values = study.person["age"].to_numpy()[rows]
    study.person = put(study.person, "age", rows, (np.round(values / 5) * 5).astype(int))
    return {("ages", "age"): None}


def straight_lining(study):
    """An interviewer who ticks down the block."""
    rng = np.random.default_rng(4)
    for number in range(20):
        rows = of_interviewer(study, number)
        for name in BATTERY:
            said = np.where(rng.random(rows.size) < 0.35, "1", "2")
            study.main = put(study.main, name, rows, said if number != 8 else ["2"])
    return {("interviewer_sensitive", 8): None}


def back_checks(study, bad=9):
    """A second interview of one in five; one interviewer's answers were made up."""
    rng = np.random.default_rng(5)
    rows = [r for n in range(20) for r in of_interviewer(study, n)[:5]]
    again = study.main[rows].select(
        pl.col("_id").alias("_of"),
        ("b" + pl.col("_id")).alias("_id"),
        "walls",
        "rooms",
        "debt",
    )
    theirs = study.person.filter(pl.col("_id").is_in(again["_of"].to_list()))
    theirs = theirs.select(pl.col("_id").alias("_of"), ("b" + pl.col("_id")).alias("_id"), ROW,
                           "sex", "works")  # fmt: skip
    if bad is not None:
        ids = study.main["_id"].to_numpy()[study.places(bad)]
        hers = pl.col("_of").is_in(ids)
        made_up = {"sex": ("1", "2"), "works": ("1", "2")}
        theirs = theirs.with_columns(
            pl.when(hers)
            .then(pl.Series(rng.choice(codes, theirs.height)))
            .otherwise(name)
            .alias(name)
            for name, codes in made_up.items()
        )
        walls = pl.Series(rng.choice(["5", "6", "7"], again.height))
        again = again.with_columns(
            pl.when(hers).then(walls).otherwise("walls").alias("walls"),
            pl.when(hers).then(9).otherwise("rooms").alias("rooms"),
        )
    study.back_checks = {"main": again, "person": theirs}
    return {("interviewer_type_1", bad): None} if bad is not None else {}


def corrections(study):
    """A log with one good correction, one of an answer that stands otherwise, one by nobody."""
    place = int(answered(study)[0])
    case, rooms = study.main["_id"][place], int(study.main["rooms"][place])
    study.corrections = (
        "interview,row,question,old,new,who,when,why\n"
        f"{case},,rooms,{rooms},{rooms + 1},office,2027-03-02,called back\n"
        f"{case},,walls,99,1,office,2027-03-02,called back\n"
        f"{case},,walls,1,2,,2027-03-02,called back\n"
    )
    return {("refused", None): 2}


PLANTED = [
    consent, progress, second_visits, duplicate_keys, near_identical, versions, times_of_day,
    short_interviews, gps, item_nonresponse, outliers, interviewer_variance, heaping, heaped_ages,
    straight_lining, back_checks, corrections,
]  # fmt: skip


def check_of(plant):
    """Name of the check that a fault is for."""
    return {"heaped_ages": "heaping"}.get(plant.__name__, plant.__name__)


def label_of(data, labels, number):
    """The label of an interviewer of the invented study."""
    return labels[data.interviewers.index(submitter(number))]
