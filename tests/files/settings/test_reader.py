"""The reader of settings: all that is wrong with a file is told at once, each with its place."""

from dataclasses import dataclass, replace
from typing import Annotated

import pytest
from jsonschema import Draft202012Validator

from measure87.files.settings import (
    FLAG,
    POSITIVE,
    TEXT,
    LeftOut,
    Named,
    Place,
    Variants,
    by_name,
    choice,
    either,
    file,
    later,
    named_tables,
    pairs_of,
    read_declared,
    read_file,
    settings_at_fault,
    share,
    table,
    tables,
    texts,
    whole,
)
from measure87.files.settings.json_schema import json_schema
from measure87.vocabulary.errors import StudyError, UsageError


@dataclass(frozen=True, kw_only=True)
class Sampler:
    """A table in the file."""

    chains: Annotated[int, whole(2, 16), "independent chains"] = 4
    draws: Annotated[int, whole(10, 10**5), "of each chain"]


@dataclass(frozen=True, kw_only=True)
class Rate:
    """One of a list of tables."""

    name: Annotated[str, TEXT, "its name"]
    rate: Annotated[float, POSITIVE, "a year"]


def _plain(*, name: str, format: Annotated[str, choice(("csv", "wide")), "its form"] = "csv"):
    return (name, format, ())


def _wide(
    *,
    name: str,
    format: Annotated[str, choice(("csv", "wide")), "its form"],
    columns: Annotated[tuple[str, ...], texts(needed=True), "columns"],
):
    return (name, format, columns)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A settings file of three levels."""

    place: Place
    title: Annotated[str, TEXT, "of the plan"]
    trend: Annotated[bool, FLAG, "whether there is one"] = False
    level: Annotated[float, share(0.5), "of intervals"] = 0.9
    first: Annotated[int | None, whole(1, 9), Named("from"), "first", LeftOut("none")] = None
    data: Annotated[str | None, file(), "a file"] = None
    sampler: Annotated[Sampler, table(Sampler), "how it is run"]
    none: Annotated[Sampler | None, table(Sampler, optional=True), "another"]
    rates: Annotated[tuple[Rate, ...], tables(Rate), "rates"] = ()
    inputs: Annotated[
        tuple[object, ...],
        named_tables(Variants("format", {"csv": _plain, "wide": _wide}), 'format = "csv"'),
        "files",
    ]
    use: Annotated[dict[str, str], by_name(choice(("log", "as_is"))), "scales"]

    def settled(self, place: Place) -> "Plan":
        """With a trend only where there is a first year."""
        if self.trend and self.first is None:
            raise place.fault("a trend has no first year", hint="write from = 1")
        if self.level == 0.6:
            raise UsageError("0.6 is asked for wrongly", hint="write another")
        return replace(self, title=self.title.strip())


FINE = """title = " A plan "
from = 3
data = "a.csv"
[sampler]
draws = 100
[[rates]]
name = "fast"
rate = 2
[inputs.north]
[inputs.south]
format = "wide"
columns = ["a"]
[use]
gdp = "log"
"""


def read(folder, text):
    (folder / "a.csv").write_text("x\n")
    path = folder / "plan.toml"
    path.write_text(text, "utf-8")
    return read_file(path, Plan)


def faults(folder, text):
    with pytest.raises(StudyError) as caught:
        read(folder, text)
    return [caught.value, *caught.value.others]


def test_a_file_is_read_into_what_declares_its_keys(tmp_path):
    plan = read(tmp_path, FINE)
    assert (plan.title, plan.first, plan.level) == ("A plan", 3, 0.9)
    assert plan.data == tmp_path / "a.csv"
    assert plan.sampler == Sampler(draws=100)
    assert plan.none is None
    assert plan.rates == (Rate(name="fast", rate=2.0),)
    assert isinstance(plan.rates[0].rate, float)
    assert plan.inputs == (("north", "csv", ()), ("south", "wide", ("a",)))
    assert plan.use == {"gdp": "log"}


WRONG = """titel = "x"
trend = "no"
level = 1.0
data = "b.csv"
[sampler]
chains = 1
warm_up = 10
[[rates]]
name = "fast"
rate = -2
[[rates]]
nam = "slow"
rate = true
[inputs]
north = 3
[inputs.south]
format = "long"
[inputs.east]
format = "wide"
columns = ["a", "a"]
[use]
gdp = "lo"
"""


def test_everything_that_is_wrong_is_told_at_once_with_its_place_and_what_to_do(tmp_path):
    found = faults(tmp_path, WRONG)
    assert [(one.where, one.text, one.hint) for one in found] == [
        ("plan.toml", "the key 'titel' is not known here", "did you mean title?"),
        ("plan.toml", "the key 'title' is missing", "add a line `title = ...`"),
        ("plan.toml", "'trend' is 'no'", "write true or false, without quotation marks"),
        ("plan.toml", "'level' is 1.0", "write a number from 0.5 to below 1, as 0.95"),
        (
            "plan.toml",
            "there is no file 'b.csv'",
            "paths are counted from the folder of the settings file",
        ),
        (
            "plan.toml [sampler]",
            "the key 'warm_up' is not known here",
            "known: chains, draws",
        ),
        ("plan.toml [sampler]", "'chains' is 1", "write a whole number from 2 to 16"),
        ("plan.toml [sampler]", "the key 'draws' is missing", "add a line `draws = ...`"),
        ("plan.toml rates", "'rate' is -2", "write a number above 0"),
        ("plan.toml rates", "the key 'nam' is not known here", "did you mean name?"),
        ("plan.toml rates", "the key 'name' is missing", "add a line `name = ...`"),
        ("plan.toml rates", "'rate' is True", "write a number above 0"),
        (
            "plan.toml [inputs]",
            "the key 'north' stands where a name is wanted",
            'write [inputs.NAME] on a line of its own, and below it format = "csv"',
        ),
        ("plan.toml [inputs.south]", "'format' is 'long'", "write one of: csv, wide"),
        ("plan.toml [inputs.east]", "'a' stands twice in 'columns'", "write it once"),
        ("plan.toml [use]", "'gdp' is 'lo'", "write one of: log, as_is"),
    ]
    assert not any(one.others for one in found[1:])


@pytest.mark.parametrize(
    ("line", "text", "hint"),
    [
        ("sampler = 3", "'sampler' is 3", "a table: write [sampler] on a line of its own"),
        ("rates = 3", "'rates' is 3", "tables: [[rates]] on a line of its own"),
        ("rates = [3]", "'rates' is [3]", "tables: [[rates]] on a line of its own"),
        ("inputs = 3", "'inputs' holds no tables with names", "[inputs.NAME]"),
        ("use = 3", "'use' is 3", "a table: write [use]"),
        ("from = true", "'from' is True", "a whole number from 1 to 9"),
        ("from = 2.0", "'from' is 2.0", "a whole number from 1 to 9"),
        ("level = 0.6", "0.6 is asked for wrongly", "write another"),
        ("trend = true", "a trend has no first year", "from = 1"),
    ],
)
def test_what_stands_in_the_wrong_form_is_told(tmp_path, line, text, hint):
    (tmp_path / "a.csv").write_text("x\n")
    rest = "" if line.startswith("sampler") else "[sampler]\ndraws = 10\n"
    (found,) = faults(tmp_path, f'title = "x"\n{line}\n{rest}')
    assert text in found.text
    assert hint in found.hint
    assert found.where == "plan.toml"
    assert found.exit_status == 1


def _lists(*, apart: Annotated[tuple[object, ...], pairs_of("lists", "apart = ...")] = ()):
    return apart


def _study(
    *,
    inputs: Annotated[
        dict[str, object],
        named_tables(_lists, "", ("it needs one", "write [inputs.NAME]"), dict.fromkeys),
    ],
    entries: Annotated[
        tuple[object, ...],
        tables(_lists, "{place} [[{key}]] {number}", ("no list of tables", "write [[entries]]")),
    ] = (),
    language: Annotated[str, later(lambda: choice(("en", "fr")))] = "en",
):
    return inputs, entries, language


@pytest.mark.parametrize(
    ("content", "where", "text", "hint"),
    [
        ({}, "x [inputs]", "it needs one", "write [inputs.NAME]"),
        ({"inputs": 3}, "x", "'inputs' is 3", "write a table: write [inputs] on"),
        ({"inputs": {"a": 3}}, "x [inputs]", "'a' is 3", "write a table: write [a] on"),
        ({"inputs": {"a": {}}, "entries": [3]}, "x", "no list of tables", "write [[entries]]"),
        (
            {"inputs": {"a": {}}, "entries": [{}, {"apart": [["a"]]}]},
            "x [[entries]] 2",
            "['a'] in `apart` is no pair of lists",
            "write apart = ...",
        ),
        (
            {"inputs": {"a": {}}, "language": "xx"},
            "x",
            "'language' is 'xx'",
            "write one of: en, fr",
        ),
    ],
)
def test_tables_say_in_words_of_their_own_what_they_lack(content, where, text, hint):
    with pytest.raises(StudyError) as caught:
        read_declared(_study, content, Place("x", None))
    assert (caught.value.where, caught.value.text) == (where, text)
    assert caught.value.hint.startswith(hint)
    assert caught.value.others == ()


def test_tables_with_names_are_made_into_what_is_wanted():
    content = {"inputs": {"a": {"apart": [["b", "c"]]}}}
    made = read_declared(_study, content, Place("x", None))
    assert made == ({(("b", "c"),): None}, (), "en")


def test_keys_that_contradict_each_other_are_told_once_each_of_them_is_right(tmp_path):
    text = 'title = "x"\ntrend = true\nlevel = 2.0\n[sampler]\ndraws = 10\n'
    assert [one.text for one in faults(tmp_path, text)] == ["'level' is 2.0"]


def test_what_the_settings_asked_for_wrongly_is_no_fault_of_the_command_line():
    error, other = UsageError("a", where="b"), UsageError("c")
    error.others = (other, StudyError("d", where="e"))
    with pytest.raises(StudyError) as caught, settings_at_fault("file.toml"):
        raise error
    told = [caught.value, *caught.value.others]
    assert [(one.text, one.where, one.exit_status) for one in told] == [
        ("a", "b", 1),
        ("c", "file.toml", 1),
        ("d", "e", 1),
    ]
    assert str(caught.value) == "a (b)\nc (file.toml)\nd (e)"


def _alternatives(
    *,
    rates: Annotated[
        object,
        either(table(Rate), tables(Rate)),
        "a rate for all, or one for each",
        LeftOut("none"),
    ] = None,
):
    return rates


def test_a_key_may_be_a_table_or_several():
    one, more = {"name": "a", "rate": 1.0}, {"name": "b", "rate": 2.0}
    place = Place("x", None)
    assert read_declared(_alternatives, {}, place) is None
    assert read_declared(_alternatives, {"rates": one}, place) == Rate(**one)
    made = read_declared(_alternatives, {"rates": [one, more]}, place)
    assert made == (Rate(**one), Rate(**more))
    schema = json_schema(_alternatives, "x")
    assert Draft202012Validator(schema).is_valid({"rates": one})
    assert Draft202012Validator(schema).is_valid({"rates": [one, more]})
    assert not Draft202012Validator(schema).is_valid({"rates": [one, 3]})


@pytest.mark.parametrize(
    ("rates", "where", "text", "hint"),
    [
        (3, "x", "'rates' is 3", "write tables: [[rates]] on a line of its own, or {...}"),
        ([3], "x", "'rates' is [3]", "write tables: [[rates]] on a line of its own, or {...}"),
        ({"name": "a"}, "x [rates]", "the key 'rate' is missing", "add a line"),
        ([{"name": "a", "rate": 0}], "x rates", "'rate' is 0", "write a number above 0"),
    ],
)
def test_what_is_neither_a_table_nor_several_is_told(rates, where, text, hint):
    with pytest.raises(StudyError) as caught:
        read_declared(_alternatives, {"rates": rates}, Place("x", None))
    assert (caught.value.where, caught.value.text) == (where, text)
    assert caught.value.hint.startswith(hint)
