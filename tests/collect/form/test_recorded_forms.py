"""Forms that a real server took: one is clean, and what is wrong with the other is known."""

from pathlib import Path

from measure87.collect.form.lint import check_xlsform

FORMS = Path(__file__).parent / "recorded"


def found(name):
    return [(one.code, one.place.row, one.question)
            for one in check_xlsform(FORMS / name).findings]  # fmt: skip


def test_the_follow_up_is_clean():
    assert found("hh_follow.xlsx") == []


def test_the_household_form_has_what_is_known_to_be_wrong_with_it():
    assert found("hh_work_v1.xlsx") == [
        ("no-constraint-message", 9, "hh_number"),
        ("no-bind-type", 10, "hh_id"),
        ("no-bind-type", 18, "line"),
        ("no-constraint-message", 21, "age"),
        ("other-without-text", 23, "chores"),
        ("none-not-exclusive", 29, "hazards"),
        ("blank-sum", 31, "work_hours"),
        ("no-bind-type", 31, "work_hours"),
        ("blank-sum", 32, "work_hours_int"),
        ("no-bind-type", 35, "n_members"),
    ]
