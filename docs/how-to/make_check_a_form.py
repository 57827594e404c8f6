"""Makes docs/how-to/check-a-form.md of the faults that `form check` finds.

python docs/how-to/make_check_a_form.py
"""

from pathlib import Path

from measure87.collect.form.lint.faults import FAULTS

PAGE = Path(__file__).with_name("check-a-form.md")
_HEAD = """\
# Check a form

```console
$ measure87 form check form.xlsx        # an XLSForm, of whoever made it
$ measure87 form check my-survey        # a folder of `measure87 form build`
$ measure87 form check country.toml     # the form that a country file describes
```

Each fault is told with its sheet, row and column and with what to do. The exit status is 1 if there
is any. A fault that is known and meant is left out by `--accept CODE`. `--json` gives the same to
programs:

```json
{"code": "unknown-question", "sheet": "survey", "row": 14, "column": "relevant", "cell": "Q14",
 "question": "worked", "text": "there is no question 'agee'", "remedy": "write ${age}"}
```

The file is read, never run: a workbook with macros, formulas, links to other files or objects
inside is refused, and so is one that unpacks to too much. Save an old `.xls` as `.xlsx` first.

In a folder of `form build` the XLSForm `form/form.xlsx` is held against `form/form.json`: its
rows, their order, types, conditions and answers must be the same. `form.json` also says which
questions are sensitive, name a person, or ask for consent, and which measures the country
promises. In a form of others such questions are guessed by their words in six languages
(`words.toml` beside the check); a guess may be wrong either way.

That a question is *unreachable*, or that a constraint fits nothing or everything, is found by
trying answers: every code of a list, and for numbers and dates every limit that is named with
values around it. It is told only where no answers at all will do. What is not comparison
(arithmetic, `regex`, data of other files) may hold, and a search that gets long is given up: then
nothing is told. So such a finding is right, and not every such fault is found.

If nothing else is found and pyxform is installed (`pip install 'measure87[field]'`), the form is
also converted, and what pyxform refuses is told in its words.

This page is made of `src/measure87/collect/form/lint/faults.toml` by `docs/how-
to/make_check_a_form.py`.
"""


def page() -> str:
    """The page as it should be."""
    parts = [_HEAD]
    group = ""
    for code, fault in FAULTS.items():
        if fault.group != group:
            group = fault.group
            parts += [f"\n## {group}\n\n", "| fault | what | what comes of it | what to do |\n"]
            parts.append("|---|---|---|---|\n")
        cells = (f"`{code}`", fault.about, fault.why, fault.remedy)
        told = (cell.replace("|", "\\|") for cell in cells)
        parts.append(f"| {' | '.join(told)} |\n")
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
