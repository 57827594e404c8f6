"""A page in a language whose texts nobody at an office has signed says so, and no other does."""

import json
import re
import tomllib

import pytest

from measure87.define import load_definition
from measure87.define.panel import panel_of
from measure87.disseminate.html import page_of_content
from measure87.disseminate.json_text import estimates_json
from measure87.disseminate.locale import texts
from measure87.disseminate.locale.completeness import faults
from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.kit.context import ReportContext
from measure87.disseminate.pages.kit.wording import words
from measure87.disseminate.pages.panel import panel_page
from measure87.disseminate.pages.world import write_world
from tests.disseminate.invented_lists import released, table_of
from tests.disseminate.invented_result import invented_result
from tests.disseminate.locale.pseudo_language import pseudo_language
from tests.disseminate.pages.lists.test_lists_report import CELLS, LISTS, METHODS
from tests.disseminate.pages.world.invented_account import about, gather
from tests.disseminate.pages.world.invented_world import InventedWorld

SIGNED = 'reviewed = { office = "Office of X", name = "N. Speaker", date = 2027-03-01 }\n'


def survey(language):
    content = json.loads(estimates_json(invented_result()))
    return page_of_content(content, ReportContext(language=language))


def lists(language):
    content = json.loads(json.dumps(released(table_of(LISTS, CELLS), METHODS).to_json()))
    return page_of_content(content, ReportContext(language=language))


def said(language):
    return str(words(language).text("page.not_reviewed"))


@pytest.mark.parametrize("language", languages())
def test_a_survey_says_that_nobody_signed_its_language(language):
    assert survey(language).count(said(language)) == (language != "en")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_lists_say_it_too(language):
    assert lists(language).count(said(language)) == (language != "en")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_world_says_it_too(language, tmp_path):
    world = InventedWorld(countries=16, years=(2016, 2018, 2020), parts=True)
    write_world(tmp_path, world.tables(), about(world, language=language), gather())
    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.count(said(language)) == (language != "en")


def test_the_page_of_a_panel_says_it_of_each_language_but_english():
    page = panel_page(panel_of(load_definition("forced_labour/icls20_2018")), "es")
    assert f'data-text="not_reviewed">{said("es")}<' in page
    content = json.loads(re.search(r'id="content">(.*?)</script>', page, re.DOTALL)[1])
    signed = {code: one["reviewed"] for code, one in content["languages"].items()}
    assert signed == {code: code == "en" for code in languages()}


def test_a_language_that_an_office_signed_says_nothing(tmp_path, monkeypatch):
    head = pseudo_language(tmp_path, monkeypatch) / "language.toml"
    assert said("xx") in survey("xx")
    head.write_text(SIGNED + head.read_text("utf-8"), "utf-8")
    texts._read.cache_clear()
    assert said("xx") not in survey("xx")
    assert faults("xx") == []


def test_a_signature_says_which_office_who_and_when(tmp_path, monkeypatch):
    head = pseudo_language(tmp_path, monkeypatch) / "language.toml"
    half = re.sub(r', name = ".*?"', "", SIGNED)
    assert "name" not in tomllib.loads(half)["reviewed"]
    head.write_text(half + head.read_text("utf-8"), "utf-8")
    assert faults("xx") == ["language.toml: 'reviewed' lacks ['name']"]
