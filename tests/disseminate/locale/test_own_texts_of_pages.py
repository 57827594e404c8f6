"""Texts that a page brings itself are there in every language, and laid over the shared ones."""

import shutil
from pathlib import Path

import measure87.disseminate.pages
from measure87.disseminate.locale.completeness import page_faults
from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.kit.wording import words, words_of_page

PAGES = Path(next(iter(measure87.disseminate.pages.__path__)))
OF_A_NEW_KIND = Path(__file__).parents[2] / "contract/new_kind/disseminate/pages/inspections/locale"


def test_every_page_with_texts_of_its_own_has_them_in_every_language():
    for folder in PAGES.glob("*/locale"):
        for language in languages():
            assert page_faults(folder, language) == []


def test_what_a_language_lacks_or_misspells_is_told(tmp_path):
    folder = tmp_path / "inspections" / "locale"
    shutil.copytree(OF_A_NEW_KIND, folder)
    assert page_faults(folder, "en") == page_faults(folder, "fr") == []
    french = (folder / "fr.toml").read_text("utf-8")
    (folder / "fr.toml").write_text(
        french.replace("{share}", "{part}").replace('area = "Zone"\n', 'area = "Area"\n'), "utf-8"
    )
    said = "\n".join(page_faults(folder, "fr"))
    assert "inspections.inspections.share" in said
    assert "inspections.inspections.area: the same as in English" in said
    assert page_faults(folder, "es") == ["inspections.inspections: is missing"]


def test_a_page_without_texts_of_its_own_has_the_shared_ones():
    package = "measure87.disseminate.pages.panel"
    assert words_of_page("fr", package).texts == words("fr").texts
