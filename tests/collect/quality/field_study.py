"""An invented field study: a hand-made form with a roster, and interviews by teams in areas.

Households of an area are alike, members of a household too, and some people refuse more than
others: what is clean here is clean as fieldwork is, not as dice are.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from measure87.collect.form.model import (
    Choice,
    ChoiceList,
    Form,
    Question,
    Section,
    Serves,
    form_json,
)

LANGUAGES = ("en", "fr")
BATTERY = tuple(f"co{n}" for n in range(1, 9))
TASKS = ("water", "wood", "cooking", "care", "shop")
YNDR = (("1", "yes"), ("2", "no"), ("8", "unknown"), ("9", "refused"))
START = datetime(2027, 3, 1, 7, tzinfo=UTC)


def words(text):
    return {"en": text, "fr": f"{text} (fr)"}


def options(name, codes):
    return ChoiceList(name, tuple(Choice(c, words(f"{name} {c}"), says) for c, says in codes))


def form(version="3"):
    yesno = options("yesno", YNDR)
    lists = (
        yesno,
        options("sex", (("1", ""), ("2", ""))),
        options("area", (("1", ""), ("2", ""))),
        options("walls", tuple((str(n), "") for n in range(1, 8))),
        options("tasks", tuple((t, "") for t in TASKS)),
        options("result", (("1", ""), ("2", ""), ("3", ""))),
    )
    one = "select_one"
    main = (
        Question("start", "start"),
        Question("end", "end"),
        Question("cluster", "integer", words("Cluster"), required=True,
                 serves=(Serves("persons", "cluster"),)),
        Question("household", "integer", words("Household"), required=True,
                 serves=(Serves("persons", "household_id"),)),
        Question("result", one, words("Result"), choices="result", required=True),
        Question("consent", one, words("Do you agree?"), choices="yesno", consent="person",
                 required=True, relevant="${result} = '1'"),
        Section("house", (
            Question("area", one, words("Area"), choices="area", required=True),
            Question("walls", one, words("Walls"), choices="walls", required=True),
            Question("roof", one, words("Roof"), choices="walls", required=True),
            Question("fuel", one, words("Fuel"), choices="walls", required=True),
            Question("rooms", "integer", words("Rooms"), required=True),
            Question("land", "decimal", words("Land"), required=True),
            Question("goods", "select_multiple", words("Tasks of children"), choices="tasks",
                     required=True),
        ), relevant="${consent} = '1'"),
        Section("person", (
            Question("name", "text", words("Name"), identifier=True),
            Question("age", "integer", words("Age"), required=True,
                     serves=(Serves("persons", "age_years"),)),
            Question("sex", one, words("Sex"), choices="sex", required=True),
            Question("works", one, words("Works"), choices="yesno", required=True,
                     relevant="${age} >= 5"),
            Question("hours", "integer", words("Hours"), required=True,
                     relevant="${works} = '1'", serves=(Serves("jobs", "hours"),)),
        ), repeats=True, relevant="${consent} = '1'"),
        Section("coercion", (
            *(Question(name, one, words(f"Coercion {name}"), choices="yesno", sensitive=True,
                       required=True) for name in BATTERY),
            Question("debt", one, words("Debt"), choices="yesno", required=True),
            Question("debt_amount", "decimal", words("How much"), required=True,
                     relevant="${debt} = '1'"),
        ), relevant="${consent} = '1'"),
    )  # fmt: skip
    return Form("invented", version, words("An invented survey"), LANGUAGES, lists, main)


@dataclass
class Study:
    """Tables of a field folder, to be spoiled by a test before they are written."""

    form: Form
    main: pl.DataFrame
    person: pl.DataFrame
    sample: list[dict]
    back_checks: dict[str, pl.DataFrame] = field(default_factory=dict)
    corrections: str = ""
    settings: str = (
        'schema = 1\nresult = "result"\ncomplete = ["1"]\n'
        '[back_checks]\ntype_1 = ["sex", "walls"]\ntype_2 = ["rooms", "works"]\n'
        'type_3 = ["debt"]\n'
    )

    def write(self, folder: Path) -> Path:
        import msgspec

        (folder / "form").mkdir(parents=True, exist_ok=True)
        (folder / "form" / "form.json").write_bytes(form_json(self.form))
        place = folder / "field"
        (place / "tables").mkdir(parents=True, exist_ok=True)
        place.chmod(0o700)
        self.main.write_parquet(place / "tables" / "main.parquet")
        self.person.write_parquet(place / "tables" / "person.parquet")
        for name, frame in self.back_checks.items():
            (place / "backchecks").mkdir(exist_ok=True)
            frame.write_parquet(place / "backchecks" / f"{name}.parquet")
        sample = {"schema": 1, "key": ["cluster", "household"], "cases": self.sample}
        (place / "sample.json").write_bytes(msgspec.json.encode(sample))
        (place / "evening.toml").write_text(self.settings)
        if self.corrections:
            (place / "corrections.csv").write_text(self.corrections)
        return folder

    def places(self, interviewer):
        """Interviews of one interviewer, by her number."""
        return np.flatnonzero((self.main["_submitter"] == submitter(interviewer)).to_numpy())


def submitter(number):
    return f"hash{number:04d}"


def clean_study(seed=1, interviews=500, per_interviewer=25, members=5, area_effect=0.4):
    """A study in which nothing is wrong."""
    rng = np.random.default_rng(seed)
    n, k = interviews, max(interviews // per_interviewer, 4)
    teams = max(k // 4, 1)
    cluster = np.arange(n) // 20
    team = cluster % teams
    # Households of a cluster go round the interviewers of its team.
    slot = np.arange(n) % 4
    who = np.minimum(team * 4 + slot, k - 1)
    effect = rng.normal(0, area_effect, cluster.max() + 1)[cluster]
    reluctant = rng.normal(0, 0.7, n)
    main = {
        "_id": [f"uuid:{seed}-{i:06d}" for i in range(n)],
        "_submitter": [submitter(w) for w in who],
        "_form_version": ["3"] * n,
        "_review": [None] * n,
        "_deleted": [False] * n,
        "_gps_in_unit": rng.choice(["yes", "unknown"], n, p=[0.95, 0.05]),
        "cluster": cluster + 1,
        "household": np.arange(n) % 20 + 1,
        "result": np.where(rng.random(n) < 0.04, "2", "1"),
    }
    agreed = (main["result"] == "1") & (rng.random(n) < 0.97)
    main["consent"] = np.where(main["result"] == "1", np.where(agreed, "1", "2"), None)
    sizes = np.where(agreed, np.clip(rng.poisson(members - 1, n) + 1, 1, 12), 0)
    main |= _house(rng, n, effect, agreed)
    main |= _coercion(rng, n, effect, reluctant, agreed)
    person = _persons(rng, main["_id"], sizes, effect, reluctant)
    main |= _times(rng, n, who, sizes, agreed)
    sample = [{"case": f"{c + 1}/{h + 1}", "unit": f"EA{c + 1:03d}"}
              for c in range(cluster.max() + 1) for h in range(20)]  # fmt: skip
    schema = {"_review": pl.String, "consent": pl.String}
    table = pl.DataFrame({name: _plain(one) for name, one in main.items()}, schema_overrides=schema)
    return Study(form(), table, person, sample)


def _plain(column):
    """Texts as a list: not all readers of numpy take arrays of objects alike."""
    is_mixed = isinstance(column, np.ndarray) and column.dtype == object
    return column.tolist() if is_mixed else column


def _house(rng, n, effect, agreed):
    def chosen(kinds, spread):
        score = rng.normal(0, 1, n) + effect
        cuts = np.quantile(score, np.cumsum(spread)[:-1])
        return np.where(agreed, np.array(kinds)[np.searchsorted(cuts, score)], None)

    found = {
        "area": np.where(agreed, np.where(effect > 0, "1", "2"), None),
        **{name: chosen([str(c) for c in range(1, 8)], [0.3, 0.25, 0.15, 0.12, 0.1, 0.05, 0.03])
           for name in ("walls", "roof", "fuel")},
        "rooms": pl.Series(np.clip(rng.poisson(2, n) + 1, 1, 9)).set(pl.Series(~agreed), None),
        "land": pl.Series(np.round(rng.lognormal(0, 0.8, n), 1)).set(pl.Series(~agreed), None),
    }  # fmt: skip
    for number, task in enumerate(TASKS):
        on = rng.random(n) < 1 / (1 + np.exp(-(effect + 0.5 - 0.5 * number)))
        if task == "shop":
            on[:] = False  # an option that nobody ever chose
        found[f"goods/{task}"] = pl.Series(on).set(pl.Series(~agreed), None)
    return found


def _answers(rng, n, yes, reluctant, asked):
    """Yes, no, don't know, refused; who is reluctant refuses more of everything."""
    refuses = rng.random(n) < 1 / (1 + np.exp(3.8 - reluctant))
    unknown = rng.random(n) < 0.02
    said = np.where(yes, "1", "2")
    return np.where(asked, np.where(refuses, "9", np.where(unknown, "8", said)), None)


def _coercion(rng, n, effect, reluctant, agreed):
    exposed = rng.random(n) < 0.15
    found = {
        name: _answers(rng, n, rng.random(n) < np.where(exposed, 0.5, 0.03), reluctant, agreed)
        for name in BATTERY
    }
    debt = rng.random(n) < 1 / (1 + np.exp(0.8 - effect))
    found["debt"] = _answers(rng, n, debt, reluctant, agreed)
    amount = np.round(rng.lognormal(4, 0.9, n), -1)
    owes = found["debt"] == "1"
    found["debt_amount"] = pl.Series(amount).set(pl.Series(~owes), None)
    return found


def _persons(rng, ids, sizes, effect, reluctant):
    home = np.repeat(np.arange(sizes.size), sizes)
    m = home.size
    row = np.arange(m) - np.repeat(np.cumsum(sizes) - sizes, sizes) + 1
    age = np.where(row == 1, rng.integers(20, 70, m), rng.integers(0, 70, m))
    asked = age >= 5
    works = rng.random(m) < np.where(age < 15, 0.1, 0.6) * (1 + 0.2 * effect[home])
    answer = _answers(rng, m, works, reluctant[home], asked)
    hours = np.clip(np.round(rng.normal(36, 14, m)), 1, 90)
    return pl.DataFrame({
        "_id": np.array(ids)[home] if m else [],
        "_row": row,
        "age": age,
        "sex": rng.choice(["1", "2"], m),
        "works": answer.tolist(),
        "hours": pl.Series(hours).cast(pl.Int64).set(pl.Series(answer != "1"), None),
    })  # fmt: skip


def _times(rng, n, who, sizes, agreed):
    """One interview after another, from seven in the morning, six a day."""
    order = _order(who)
    day, turn = order // 6, order % 6
    begins = day * 1440 + turn * 110 + rng.integers(0, 20, n)
    minutes = np.where(agreed, (20 + 5 * sizes) * rng.lognormal(0, 0.25, n), 4)
    minutes = np.minimum(minutes, 85)
    begun = [START + timedelta(minutes=int(b)) for b in begins]
    ended = [b + timedelta(seconds=float(60 * m)) for b, m in zip(begun, minutes, strict=True)]
    text = "%Y-%m-%dT%H:%M:%S.000+03:00"
    return {
        "start": [b.strftime(text) for b in begun],
        "end": [e.strftime(text) for e in ended],
        "_submitted_at": ended,
    }


def _order(who):
    """How many interviews of the same interviewer came before each."""
    counted = pl.DataFrame({"who": who}).select(pl.int_range(pl.len()).over("who").alias("place"))
    return counted["place"].to_numpy()
