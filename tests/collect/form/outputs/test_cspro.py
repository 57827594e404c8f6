"""The dictionary of CSPro: read again by its published rules, written here a second time."""

import json
import re
from importlib.resources import files

import pytest

from measure87.collect.form.model import Choice, ChoiceList, Form, Question, Section
from measure87.collect.form.outputs.cspro import cspro_dictionary
from tests.collect.form.outputs.made_form import LANGUAGES, long_form, made_form, say

NAME = re.compile(r"[A-Z]([A-Z0-9_]*[A-Z0-9])?")
RESERVED = set((files("measure87.collect.form.outputs") / "cspro_words.txt").read_text().split())


class Validator:
    """What CSPro's DictionaryValidator objects to: names, labels, lengths, values."""

    def __init__(self, dictionary):
        self.found, self.names = [], []
        self.languages = {one["name"] for one in dictionary["languages"]}
        self.named(dictionary)
        (level,) = dictionary["levels"]
        self.named(level)
        type_length = dictionary["recordType"]["length"]
        self.ids(level, type_length)
        types = [record["recordType"] for record in level["records"]]
        if len(set(types)) < len(types) or {len(one) for one in types} != {type_length}:
            self.found.append("record types")
        for record in level["records"]:
            self.record(record)
        self.found += [f"{n}: twice" for n in set(self.names) if self.names.count(n) > 1]

    def named(self, thing):
        self.names.append(thing["name"])
        if not NAME.fullmatch(thing["name"]):
            self.found.append(f"{thing['name']}: no name")
        if thing["name"] in RESERVED:
            self.found.append(f"{thing['name']}: reserved")
        self.labelled(thing)

    def labelled(self, thing):
        if {one["language"] for one in thing["labels"]} != self.languages:
            self.found.append(f"{thing}: languages")
        if any(not one["text"].strip() or len(one["text"]) > 255 for one in thing["labels"]):
            self.found.append(f"{thing}: label")

    def ids(self, level, type_length):
        self.begin = type_length + 1
        for item in level["ids"]["items"]:
            self.named(item)
            if item["start"] != self.begin:
                self.found.append(f"{item['name']}: start")
            self.begin += item["length"]

    def record(self, record):
        self.named(record)
        if self.begin - 1 + sum(item["length"] for item in record["items"]) > 32_000:
            self.found.append(f"{record['name']}: too long")
        for item in record["items"]:
            self.named(item)
            if not 1 <= item["length"] <= {"numeric": 15, "alpha": 999}[item["contentType"]]:
                self.found.append(f"{item['name']}: length")
            for values in item.get("valueSets", ()):
                self.named(values)
                for value in values["values"]:
                    self.value(item, value)

    def value(self, item, value):
        self.labelled(value)
        (pair,) = value["pairs"]
        if len(pair["value"]) > item["length"]:
            self.found.append(f"{item['name']}: value too long")
        if item["contentType"] == "numeric" and not re.fullmatch(r"-?\d+", pair["value"]):
            self.found.append(f"{item['name']}: value is no number")


def faults(dictionary):
    return Validator(dictionary).found


@pytest.mark.parametrize("form", [made_form(), long_form()], ids=["made", "long"])
def test_cspro_has_nothing_to_object_to(form):
    assert faults(json.loads(cspro_dictionary(form))) == []


def test_the_rules_find_faults():
    broken = json.loads(cspro_dictionary(made_form()))
    records = broken["levels"][0]["records"]
    records[1]["recordType"] = "01"
    records[1]["items"][0]["name"] = "WEIGHT"
    records[1]["items"][1]["length"] = 0
    assert {fault.rpartition(": ")[2] for fault in faults(broken)} >= {
        "record types", "reserved", "length",
    }  # fmt: skip


def test_there_is_a_record_for_each_table_and_an_item_for_each_column():
    dictionary = json.loads(cspro_dictionary(made_form()))
    records = {one["name"]: one for one in dictionary["levels"][0]["records"]}
    assert list(records) == ["MAIN_REC", "ROSTER_REC", "JOBS_REC"]
    roster = [item["name"] for item in records["ROSTER_REC"]["items"]]
    assert roster == ["NAME", "SEX", "AGE", "IS_CHILD", "CHORES_WATER", "CHORES_WOOD",
                      "CHORES_NONE", "N_JOBS"]  # fmt: skip
    assert records["JOBS_REC"]["items"][0]["name"] == "JOBS_PARENT_ROW"
    assert records["ROSTER_REC"]["occurrences"] == {"required": False, "maximum": 99}
    assert records["MAIN_REC"]["occurrences"] == {"required": True, "maximum": 1}


def test_codes_are_those_of_the_form_and_labels_are_in_every_language():
    dictionary = json.loads(cspro_dictionary(made_form()))
    assert [one["name"] for one in dictionary["languages"]] == [c.upper() for c in LANGUAGES]
    items = {
        item["name"]: item
        for record in dictionary["levels"][0]["records"]
        for item in record["items"]
    }
    values = items["THREAT"]["valueSets"][0]["values"]
    assert [value["pairs"] for value in values] == [[{"value": c}] for c in "1289"]
    assert values[0]["labels"][-1] == {"language": "RU", "text": "Да"}
    assert items["JOB_HOURS"]["decimals"] == 2
    assert items["IS_CHILD"]["contentType"] == "numeric"
    assert items["AGE"]["labels"][0]["text"] == "How old is …?"


def test_names_that_cspro_does_not_take_become_ones_that_it_does():
    codes = ChoiceList("c", (Choice("a-b", say("A")), Choice("a_b", say("B"))))
    form = Form(
        "9 lives", "1", say("x" * 400), LANGUAGES, (codes,),
        (
            Question("weight", "decimal", say("Weight?")),
            Question("_q", "select_multiple", say("Which?"), choices="c"),
            Question("many", "select_one", say("Which one?"), choices="c"),
            *(Question(f"t{n}", "text", say("Text?")) for n in range(200)),
        ),
    )  # fmt: skip
    dictionary = json.loads(cspro_dictionary(form))
    assert faults(dictionary) == []
    assert len(dictionary["levels"][0]["records"]) == 2


def test_a_form_with_nothing_in_its_main_table_is_still_one():
    form = Form("f", "1", say("F"), LANGUAGES, (),
                (Section("r", (Question("q", "date", say("When?")),), repeats=True),))  # fmt: skip
    assert faults(json.loads(cspro_dictionary(form))) == []
