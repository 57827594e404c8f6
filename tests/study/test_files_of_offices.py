"""Studies of workbooks, ZIP files and text of other encodings: the same figures, or a question."""

import json
import zipfile

import openpyxl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.files import TableForm, read_source
from measure87.study import new_study, run_study
from measure87.study.lists.long_lists import LongForm, long_form_of
from measure87.study.survey.settings import read_settings
from measure87.vocabulary.errors import ReadingWarning, StudyError
from tests.study.test_list_study import COUNTED
from tests.study.tiny import jobs, persons, write_study

LINES = 'persons = "persons.csv"\njobs = "jobs.csv"\n'


def as_workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append(list(row.values()))
    book.save(path)


def study_with(folder, lines):
    study = write_study(folder)
    path = study / "study.toml"
    text = path.read_text("utf-8")
    assert LINES in text
    path.write_text(text.replace(LINES, lines), "utf-8")
    return study


def figures_of(study):
    run_study(study)
    return json.loads((study / "out" / "estimates.json").read_text("utf-8"))["estimates"]


@pytest.mark.slow
def test_a_study_of_a_workbook_and_of_text_as_it_is_sent_has_the_same_figures(tmp_path):
    plain = figures_of(write_study(tmp_path / "plain"))
    book = study_with(
        tmp_path / "book",
        'persons = "all.xlsx"\njobs = "all.xlsx"\nsheet = "Persons"\n',
    )
    path = book / "study.toml"
    forms = '[inputs.survey.forms.jobs]\nsheet = "Jobs"\n\n[design]'
    path.write_text(path.read_text("utf-8").replace("[design]", forms), "utf-8")
    as_workbook(book / "all.xlsx", Persons=persons(), Jobs=jobs())
    assert figures_of(book) == plain

    sent = study_with(
        tmp_path / "sent", 'persons = "p.zip"\njobs = "jobs.txt"\nencoding = "windows-1251"\n'
    )
    for name, rows in (("p.csv", persons()), ("jobs.txt", jobs())):
        lines = [";".join([*rows[0], "Имя"])]
        lines += [";".join([*map(str, row.values()), "Ж"]).replace(".", ",") for row in rows]
        (sent / name).write_bytes("\r\n".join(lines).encode("windows-1251"))
    with zipfile.ZipFile(sent / "p.zip", "w") as packed:
        packed.write(sent / "p.csv", "из/p.csv")
    assert figures_of(sent) == plain


def test_settings_say_the_form_of_all_files_and_of_one(tmp_path):
    study = study_with(tmp_path / "s", f'{LINES}encoding = "windows-1252"\ndecimal = ","\n')
    path = study / "study.toml"
    forms = '[inputs.survey.forms.jobs]\nsheet = "Jobs"\nheader_row = 3\n\n[design]'
    path.write_text(path.read_text("utf-8").replace("[design]", forms), "utf-8")
    entry = read_settings(study).inputs["survey"]
    assert (entry.form_of("persons").encoding, entry.form_of("persons").decimal) == (
        "windows-1252",
        ",",
    )
    assert (entry.form_of("jobs").sheet, entry.form_of("jobs").header_row) == ("Jobs", 3)
    assert entry.form_of("jobs").encoding is None


def test_one_line_says_several_keys_and_each_key_stands_once(tmp_path):
    line = 'form = { encoding = "windows-1252", decimal = "," }\n'
    entry = read_settings(study_with(tmp_path / "s", f"{LINES}{line}header_row = 2\n"))
    form = entry.inputs["survey"].form_of("persons")
    assert form == TableForm(encoding="windows-1252", decimal=",", header_row=2)
    with pytest.raises(StudyError, match="decimal stands in form, and again beside it"):
        read_settings(study_with(tmp_path / "t", f'{LINES}{line}decimal = ","\n'))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('form = { encodings = "utf-16" }', "encoding"),
        ('encoding = "klingon"', "windows-1252, windows-1251"),
        ('separator = "x"', "one of: ,, ;, \t, |"),
        ('decimal = ";"', "one of: ., ,"),
        ("header_row = 0", "header_row"),
        ('forms.circumstances.sheet = "A"', "circumstances"),
    ],
)
def test_a_form_that_cannot_be_is_refused_with_what_could(tmp_path, line, said):
    study = study_with(tmp_path / "s", f"{LINES}{line}\n")
    with pytest.raises(StudyError) as caught:
        read_settings(study)
    assert said in str(caught.value)


def long_lists(folder):
    """Sixty persons on lists of three holders, one row for each."""
    lines = ["case;list"]
    for k in range(60):
        held = [name for j, name in enumerate(("Police", "NGO", "Hotline")) if (k + j) % 3]
        lines += [f"K{k};{name}" for name in held]
    path = folder / "long.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_lists_in_long_form_are_known_by_their_shape_and_others_are_not(tmp_path):
    assert long_form_of(read_source(long_lists(tmp_path))) == LongForm(("case",), ("list",))
    for text in ("a,b\n1,0\n0,1\n", "a,b\nx,y\n", "a\n1\n2\n", "k,l,m\n1,x,2\n1,y,2\n2,x,3\n"):
        (tmp_path / "t.csv").write_text(text)
        assert long_form_of(read_source(tmp_path / "t.csv")) is None


def test_the_command_asks_for_both_columns_at_once_and_takes_them(tmp_path):
    path = str(long_lists(tmp_path))
    said = [text for key, value in COUNTED.items()
            for text in (f"--{key.replace('_', '-')}", value)]  # fmt: skip
    options = [*said, "--method", "independence", "--no-robustness-checks"]
    asked = CliRunner().invoke(main, ["estimate", "lists", path, *options])
    assert asked.exit_code == 1
    assert 'person = "case"' in asked.output
    assert 'holder = "list"' in asked.output
    both = ["--person", "case", "--holder", "list"]
    given = CliRunner().invoke(main, ["estimate", "lists", path, *options, *both, "--json"])
    assert given.exit_code == 0, given.output
    alone = CliRunner().invoke(main, ["estimate", "lists", path, *options, "--person", "case"])
    assert alone.exit_code == 2


def with_more_columns(folder):
    """The same with sex and year, of few values each: who is on two lists has one of either."""
    lines = long_lists(folder).read_text("utf-8").splitlines()
    rows = [f"{k % 40},{'FM'[int(line[1:3].strip(';')) % 2]},{2020 + int(line[1]) % 2},{line}"
            for k, line in enumerate(lines[1:])]  # fmt: skip
    path = folder / "more.csv"
    head = f"day,sex,year,{lines[0]}"
    path.write_text("\n".join([head, *rows]).replace(";", ",") + "\n", "utf-8")
    return path


def test_where_several_columns_have_few_values_all_are_named_and_the_likely_first(tmp_path):
    found = long_form_of(read_source(with_more_columns(tmp_path)))
    assert found == LongForm(("case", "day"), ("list", "sex", "year"))
    yes = "k,sure,list\n" + "".join(f"{k // 2},oui,{k % 2}x\n" for k in range(60))
    (tmp_path / "yes.csv").write_text(yes)
    assert long_form_of(read_source(tmp_path / "yes.csv")) is None  # `sure` is a list


def test_a_run_asks_for_them_and_takes_the_lines_that_it_shows(tmp_path):
    path = with_more_columns(tmp_path)
    new_study(tmp_path / "s", "lists", data=path)
    file = tmp_path / "s" / "study.toml"
    text = file.read_text("utf-8")
    assert '\n# person = "case"    # "day"\n# holder = "list"    # "sex", "year"\n' in text
    for key, value in COUNTED.items():
        text = text.replace(f'\n{key} = ""', f'\n{key} = "{value}"')
    file.write_text(text, "utf-8")
    asked = CliRunner().invoke(main, ["check", str(tmp_path / "s")])
    assert asked.exit_code == 1
    lines = ['person = "case"    # "day"', 'holder = "list"    # "sex", "year"']
    assert asked.stderr.endswith("".join(f"  {line}\n" for line in lines))
    assert '(--person "case" --holder "list")' in asked.stderr
    file.write_text(text.replace("\n[lists]\n", "\n[lists]\n" + "\n".join(lines) + "\n"), "utf-8")
    assert "3 lists, 60 persons" in CliRunner().invoke(main, ["check", str(tmp_path / "s")]).stdout


def test_new_proposes_the_lines_of_long_lists_and_writes_the_form_down(tmp_path):
    path = long_lists(tmp_path)
    new_study(tmp_path / "study", "lists", data=path)
    text = (tmp_path / "study" / "study.toml").read_text("utf-8")
    assert '\nperson = "case"' in text
    assert '\nholder = "list"' in text
    made = CliRunner().invoke(
        main, ["new", str(tmp_path / "two"), "--preset", "lists", "--data", str(path),
               "--encoding", "windows-1252", "--separator", ";"],
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    assert '\nencoding = "windows-1252"\nseparator = ";"' in (
        tmp_path / "two" / "study.toml"
    ).read_text("utf-8")


@pytest.mark.slow
def test_places_of_cells_are_told_and_are_in_no_release(tmp_path):
    study = study_with(tmp_path / "s", 'persons = "p.xlsx"\njobs = "jobs.csv"\n')
    as_workbook(study / "p.xlsx", Persons=persons())
    book = openpyxl.load_workbook(study / "p.xlsx")
    book.active.insert_rows(57)
    book.save(study / "p.xlsx")
    with pytest.warns(ReadingWarning, match="1 row\\(s\\) are empty, first row 57"):
        run_study(study)
    said = json.loads((study / "out" / "estimates.json").read_text("utf-8"))
    assert "rows without any cell are left out" in json.dumps(said["warnings"])
    for file in (study / "out").rglob("*"):
        assert not file.is_file() or b"first row 57" not in file.read_bytes()
