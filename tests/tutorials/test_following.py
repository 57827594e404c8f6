"""Does the follower of tutorials see what a page gets wrong?"""

import pytest

from tests.tutorials.following import TUTORIALS, follow, printed_as, steps_of

PAGE = """# A page

Write `name.txt`:

```csv
one,2
```

Add to the end of `name.txt`:

```csv
two,3
```

```console
$ cat name.txt
one,2
...
$ echo 5 persons
5 persons
```

In a **second terminal**:

```console
$ echo ready; sleep 30
ready
```

```sh
false
```
"""


def page(folder, text):
    made = folder / "page.md"
    made.write_text(text, "utf-8")
    return made


def test_files_are_written_commands_run_and_what_is_for_the_reader_alone_is_not(tmp_path):
    done = follow(page(tmp_path, PAGE), tmp_path)
    assert (tmp_path / "name.txt").read_text() == "one,2\ntwo,3\n"
    assert done.not_as_shown() == []
    assert "ready" in done.all_printed


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("5 persons\n```", "6 persons\n```"), ("one,2\n...", "one,2"), ("one,2\n...", "...\none,2")],
)
def test_what_is_shown_otherwise_than_printed_is_found(tmp_path, right, wrong):
    changed = PAGE.replace(right, wrong)
    assert changed != PAGE
    assert len(follow(page(tmp_path, changed), tmp_path).not_as_shown()) == 1


def test_a_command_that_fails_ends_it(tmp_path):
    with pytest.raises(AssertionError, match="no-such-file"):
        follow(page(tmp_path, "```console\n$ cat no-such-file\n```\n"), tmp_path)


def test_a_word_that_stands_for_another_stands_again_in_what_is_printed(tmp_path):
    text = "```console\n$ echo port 8870\nport 8870\n```\n"
    done = follow(page(tmp_path, text), tmp_path, instead={"8870": "1234"})
    assert done.not_as_shown() == []


def test_numbers_of_one_machine_may_be_any_numbers_and_no_words():
    shown = ("of … (… to …)",)
    assert printed_as(shown, "of   2.5  (1,000 to 3)\n")
    assert not printed_as(shown, "of none (1 to 3)\n")


@pytest.mark.parametrize(
    "path",
    [one for one in sorted(TUTORIALS.glob("*.md")) if one.name != "index.md"],
    ids=lambda path: path.stem,
)
def test_every_tutorial_has_steps_and_shows_what_they_print(path):
    steps = steps_of(path)
    assert sum(bool(one.command) for one in steps) >= 4
    assert any(line != "..." for one in steps for line in one.shown)
    assert f"({path.name})" in (TUTORIALS / "index.md").read_text("utf-8")
