"""The how-to of `form check` names every fault, as the table of faults has it."""

import runpy
from pathlib import Path

import measure87
from measure87.collect.form.lint import FAULTS

HOW_TO = Path(measure87.__file__).parents[2] / "docs" / "how-to"


def test_the_page_is_made_of_the_faults_as_they_are():
    made = runpy.run_path(str(HOW_TO / "make_check_a_form.py"))["page"]()
    assert (HOW_TO / "check-a-form.md").read_text("utf-8") == made
    assert all(f"| `{code}` |" in made for code in FAULTS)


def test_every_fault_says_what_what_comes_of_it_and_what_to_do():
    for code, fault in FAULTS.items():
        assert all((fault.about, fault.why, fault.remedy)), code
        assert len({fault.about, fault.why, fault.remedy}) == 3


def test_every_code_that_a_check_gives_is_declared():
    folder = Path(measure87.__file__).parent
    sources = [*(folder / "collect" / "form" / "lint").glob("*.py"),
               *(folder / "collect" / "form" / "xpath").glob("*.py"),
               folder / "study" / "forms" / "promises.py"]  # fmt: skip
    text = "\n".join(path.read_text("utf-8") for path in sources)
    assert [code for code in FAULTS if f'"{code}"' not in text] == []
