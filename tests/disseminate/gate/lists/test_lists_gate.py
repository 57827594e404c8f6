"""What of a list study may be released, and what an intruder makes of what was."""

import json
import re
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from msgspec.structs import replace as with_parts
from scipy.linalg import null_space

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate.lists import release_lists
from measure87.disseminate.gate.lists.hiding import margins_shown
from measure87.disseminate.gate.lists.margins import Margins
from measure87.disseminate.gate.lists.rounding import Rounding
from measure87.disseminate.gate.lists.texts import safe_sentence
from measure87.disseminate.json_text import estimates_json
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.releases.codec import plain
from tests.disseminate.invented_lists import (
    histories,
    random_table,
    released,
    table_of,
    unreleased,
)

NOT_SHOWN = "not-shown"
LARGE = {"A": 120, "B": 90, "C": 80, "D": 70, "A+B": 14, "A+C": 11, "B+C": 9, "C+D": 8, "A+D": 7}


def lists_of(result):
    return plain(result.diagnostics)["lists"]


def overlaps(result):
    return {tuple(e["lists"]): e for e in lists_of(result)["robustness_checks"]["overlaps"]}


# --- an intruder who shares no code with the gate -------------------------------------------


def said(content):
    """(rows, values): every count of the released JSON as a sum over cells."""
    about = content["diagnostics"]["lists"]
    names = [entry["name"] for entry in about["lists"]]
    cells = histories(len(names))
    column = dict(zip(names, cells.T, strict=True))
    alone = {name: column[name] * (cells.sum(axis=1) == 1) for name in names}
    found = [(np.ones(len(cells)), about["observed"])]
    found += [(np.ones(len(cells)), e["n"]) for e in content["estimates"] if "n" in e]
    for entry in about["lists"]:
        found.append((column[entry["name"]], entry["persons"]))
        found.append((alone[entry["name"]], entry["on_no_other"]))
    trust = about["robustness_checks"]
    for entry in trust["overlaps"]:
        found.append((column[entry["lists"][0]] * column[entry["lists"][1]], entry["both"]))
    for entry in trust["without"]:
        found.append((1 - alone[entry["lists"][0]], entry["observed"]))
    for entry in trust["known_lists"]:
        found.append((column[entry["name"]], entry["known"]))
        found.append((column[entry["name"]] - alone[entry["name"]], entry["on_other_lists"]))
    kept = [(row, value) for row, value in found if value != NOT_SHOWN]
    rows, values = np.array([row for row, _ in kept]), np.array([v for _, v in kept], dtype=float)
    for pair in about.get("mutually_exclusive", ()):
        rows = np.vstack([rows, np.diag(column[pair[0]] * column[pair[1]])])
        values = np.append(values, np.zeros(len(cells)))
    return names, cells, rows, values


def follows(content):
    """Groups ("on these, not on those") whose number is certain, with the number."""
    names, cells, rows, values = said(content)
    zero = (rows[values == 0].sum(axis=0) > 0) if (values == 0).any() else np.zeros(len(cells))
    rows = np.vstack([rows, np.diag(np.asarray(zero, dtype=float))])
    values = np.append(values, np.zeros(len(cells)))
    free = null_space(rows)
    answer = np.linalg.lstsq(rows, values, rcond=None)[0]
    for signs in product((None, 0, 1), repeat=len(names)):
        if 1 not in signs:
            continue
        inside = np.ones(len(cells))
        for sign, on in zip(signs, cells.T, strict=True):
            inside = inside * (1 if sign is None else on == sign)
        if inside.any() and np.abs(inside @ free).max(initial=0) < 1e-6:
            yield signs, round(float(inside @ answer))


def leaks(content, minimum=3):
    """Groups of too few, and lists whose members are known to be on certain others."""
    sizes = [entry["persons"] for entry in content["diagnostics"]["lists"]["lists"]]
    found = []
    for signs, persons in follows(content):
        on = [j for j, sign in enumerate(signs) if sign == 1]
        certain = len(on) == 1 and 0 in signs and persons == 0
        if 0 < persons < minimum or (certain and sizes[on[0]] not in (0, NOT_SHOWN)):
            found.append((signs, persons))
    return found


TABLES = [
    *((seed, 3, 150, ()) for seed in range(12)),
    *((seed, 4, 260, ()) for seed in range(12)),
    *((seed, 5, 300, ((0, 3),)) for seed in range(6)),
    *((seed, 6, 500, ()) for seed in range(3)),
]


def released_text(seed, n_lists, size, apart, **rules):
    table = random_table(seed, n_lists, size, apart=apart)
    found = release_lists(unreleased(table, ("independence",)), DisclosureRules(**rules))
    return json.loads(estimates_json(found))


@pytest.mark.few(11)
@pytest.mark.parametrize("case", TABLES, ids=str)
def test_an_intruder_finds_no_group_of_one_or_two_and_nobody_on_certain_others(case):
    assert leaks(released_text(*case)) == []


def test_the_intruder_does_find_them_where_only_the_small_counts_themselves_are_hidden():
    """So that the test above can fail: two thirds of the tables tell of few without the search."""
    told = 0
    for case in TABLES[:24]:
        content = json.loads(
            json.dumps(unreleased(random_table(*case[:3]), ("independence",)).to_json())
        )
        about = content["diagnostics"]["lists"]
        small = {1, 2}
        for entry in about["lists"]:
            for key in ("persons", "on_no_other"):
                entry[key] = NOT_SHOWN if entry[key] in small else entry[key]
        for entry in about["robustness_checks"]["overlaps"]:
            entry["both"] = NOT_SHOWN if entry["both"] in small else entry["both"]
        told += bool(leaks(content))
    assert told >= 16


@pytest.mark.parametrize("minimum", [5, 10])
def test_the_same_holds_for_other_limits(minimum):
    content = released_text(3, 4, 400, (), minimum_cases=minimum)
    assert leaks(content, minimum) == []


# --- what is shown ---------------------------------------------------------------------------


@pytest.mark.slow
def test_counts_that_tell_of_nobody_are_shown_and_few_are_not():
    table = table_of("ABCD", LARGE | {"B+D": 2, "C+D": 0})
    found = released(table)
    assert overlaps(found)["A", "B"]["both"] == 14
    assert overlaps(found)["C", "D"]["both"] == 0
    assert overlaps(found)["B", "D"]["both"] == NOT_SHOWN
    assert lists_of(found)["observed"] == table.observed
    assert lists_of(found)["lists"][0] == {"name": "A", "persons": 152, "on_no_other": 120}


def test_no_cell_and_no_frequency_of_capture_is_among_the_diagnostics():
    found = released(random_table(5, 5, 900))
    text = estimates_json(found)
    for key in ("frequencies", "histories", "deviance", "aic", "ratios", "draws", "forms"):
        assert f'"{key}"' not in text
    assert set(lists_of(found)) <= {
        "counted", "verdict", "lists", "methods", "observed", "mutually_exclusive", "stepwise_path",
        "robustness_checks",
    }  # fmt: skip


def test_a_list_whose_members_are_all_on_another_is_not_told():
    cells = LARGE | {"B": 0, "B+C": 0, "A+B": 60, "B+D": 0}
    found = released(table_of("ABCD", cells), ("independence",))
    said_of_b = lists_of(found)["lists"][1]
    assert NOT_SHOWN in (said_of_b["persons"], overlaps(found)["A", "B"]["both"])
    assert said_of_b["on_no_other"] == NOT_SHOWN


def test_the_number_left_without_a_list_goes_with_those_on_it_alone():
    found = released(table_of("ABCD", LARGE | {"D": 2}), ("independence",))
    (left,) = [e for e in lists_of(found)["robustness_checks"]["without"] if e["lists"] == ["D"]]
    assert left["observed"] == NOT_SHOWN
    (known,) = [e for e in lists_of(found)["robustness_checks"]["known_lists"] if e["name"] == "D"]
    assert known["on_other_lists"] == NOT_SHOWN
    assert all("observed" not in e for e in lists_of(found)["robustness_checks"]["merged"])


def test_two_lists_with_a_hidden_overlap_have_no_figure_at_all():
    """Petersen's figure is the product of the lists over their overlap."""
    found = released(table_of("AB", {"A": 300, "B": 200, "A+B": 2}), ("independence", "chao"))
    assert [e.flags for e in found.estimates] == [("suppressed", "confidential")] * 2
    assert lists_of(found)["verdict"]["code"] in ("not-shown", "one-method", "not-estimable")
    assert "30," not in json.dumps(lists_of(found)["verdict"])


def test_tables_of_two_lists_made_from_three_are_not_shown_where_something_is_hidden():
    hidden = released(table_of("ABC", LARGE_3 | {"A+B+C": 1}), ("independence",))
    for part in ("without", "merged", "known_lists"):
        for entry in lists_of(hidden)["robustness_checks"][part]:
            assert entry["values"] == {}
            assert entry["not_shown"] in ("confidential", "few-respondents")
    assert all(
        e["odds_ratio"] == NOT_SHOWN for e in lists_of(hidden)["robustness_checks"]["overlaps"]
    )
    shown = released(table_of("ABC", LARGE_3 | {"A+B+C": 5}), ("independence",))
    assert all(e["values"] for e in lists_of(shown)["robustness_checks"]["without"])


LARGE_3 = {"A": 120, "B": 90, "C": 80, "A+B": 14, "A+C": 11, "B+C": 9}


def test_figures_on_fewer_persons_than_respondents_needed_are_not_shown():
    small = released(
        table_of("ABC", {"A": 9, "B": 5, "C": 4, "A+B": 3, "A+C": 3}), ("independence",)
    )
    (figure,) = small.estimates
    assert (figure.value, figure.flags) == (None, ("suppressed", "few-respondents"))
    assert small.to_json()["diagnostics"]["lists"]["methods"] == {}
    bracket = released(
        table_of("ABC", {"A": 19, "B": 8, "C": 7, "A+B": 4, "A+C": 4}), ("independence",)
    )
    assert "in-brackets" in bracket.estimates[0].flags


def test_a_list_known_to_few_others_gives_no_check():
    found = released(table_of("ABCD", LARGE), ("independence",))
    by_name = {e["name"]: e for e in lists_of(found)["robustness_checks"]["known_lists"]}
    assert by_name["D"]["not_shown"] == "few-respondents"  # 15 of D are on another list
    assert "not_shown" not in by_name["A"]  # 32 are


def test_a_stratum_of_few_takes_a_second_one_with_it():
    large, small = table_of("ABC", LARGE_3), table_of("ABC", {"A": 1, "A+B": 1})
    found = released({"x": large, "y": large, "z": small}, ("independence",))
    by_group = {e.group.get("stratum", ""): e for e in found.estimates}
    shown = sum(e.n for g, e in by_group.items() if g and e.n)
    left = by_group[""].n - shown
    assert left == 0 or left >= 3


# --- figures do not give counts back ----------------------------------------------------------


@pytest.mark.parametrize("tables", [3, pytest.param(8, marks=pytest.mark.proof)])
def test_a_size_is_the_same_whichever_of_one_or_two_the_hidden_count_is(tables):
    """The intruder knows the method, its terms, and every count but one."""
    same = total = 0
    for seed in range(tables):
        base = random_table(seed, 4, 600)
        figures = []
        for persons in (1, 2):
            counts = base.counts.copy()
            counts[(base.histories & 3) == 3] = 0
            counts[3 - 1] = persons
            table = base.with_counts(counts)
            assert table.overlap(3) == persons
            found = released(table, ("independence", "stepwise", "chao"))
            figures.append({e.method: e.value for e in found.estimates})
        same += sum(figures[0].get(m) == figures[1].get(m) for m in figures[0])
        total += len(figures[0])
    assert same >= 0.75 * total


def test_rounding_grows_with_what_one_person_stands_for():
    for observed, size in ((2744, 11313), (345, 2483), (100, 260), (60, 900)):
        unit = Rounding(observed).unit(size)
        assert 5 * size / observed <= unit <= 12.5 * size / observed
        assert str(unit).rstrip("0") in ("1", "2", "5")
    assert Rounding(2744).persons(11313.0) == 11300
    assert Rounding(2744, exact=True).persons(11313.4) == 11313.4


def test_shifted_figures_are_made_of_the_rounded_ones():
    found = released(table_of("ABCD", LARGE), ("independence",))
    (figure,) = found.estimates
    seen = lists_of(found)["observed"]
    for shift in lists_of(found)["robustness_checks"]["offsets"]:
        expected = Rounding(seen).persons(seen + shift["factor"] * (figure.value - seen))
        assert shift["values"]["independence"] == expected


def test_the_verdict_and_its_warning_speak_in_the_figures_that_are_shown():
    found = released(random_table(2, 5, 4000), ("independence", "stepwise", "decomposable"))
    verdict = lists_of(found)["verdict"]
    values = {e.method: e.value for e in found.estimates}
    low, high = verdict["lowest"], verdict["highest"]
    assert values[low["method"]] == low["value"]
    assert f"{low['method']} {low['value']:,.0f}" in verdict["text"]
    assert verdict["factor"] == round(high["value"] / low["value"], 2)


@pytest.mark.parametrize("code", ["near-threshold", "late-jump"])
def test_a_warning_that_names_a_size_goes_with_the_figure_and_loses_its_digits(code):
    result = unreleased(table_of("ABCD", LARGE))
    warning = Notice(code, "decomposable: 1 of 4 chains rested at another size, near 5,283")
    told = replace(result, warnings=[warning])
    (shown,) = release_lists(told, DisclosureRules()).warnings
    assert shown.code == code
    assert "5,283" not in shown.text
    assert "near 5,2" in shown.text or "near 5,3" in shown.text
    rules = DisclosureRules(minimum_respondents=1000, brackets_below=1000)
    assert release_lists(told, rules).warnings == ()


def test_public_counts_are_shown_and_figures_are_in_whole_persons():
    table = table_of("ABCD", LARGE | {"B+D": 2})
    before = unreleased(table, ("independence", "stepwise"))
    found = release(before, DisclosureRules(minimum_cases=1))
    assert overlaps(found)["B", "D"]["both"] == 2
    assert [e.value for e in found.estimates] == [round(e.value) for e in before.estimates]
    assert "frequencies" not in estimates_json(found)


def test_what_has_passed_the_gate_does_not_pass_it_again_and_nothing_else_is_written():
    before = unreleased(table_of("ABCD", LARGE), ("independence",))
    with pytest.raises(StudyError, match="gate"):
        estimates_json(before)
    found = release_lists(before, DisclosureRules())
    assert release(found) is found


def test_what_was_not_rounded_does_not_go_out_by_the_door_unless_it_is_public():
    before = unreleased(table_of("ABCD", LARGE), ("independence",))
    with pytest.raises(StudyError, match="exact capture table") as refused:
        release(before)
    assert refused.value.code == "cells-not-rounded"
    assert "measure87 run" in refused.value.hint
    assert not set(re.findall(r"\d+", refused.value.text)) & {str(n) for n in LARGE.values()}
    assert release(before, DisclosureRules(minimum_cases=1)).released
    about = with_parts(before.diagnostics.lists, cells_rounded_to=3)
    rounded = with_parts(before.diagnostics, lists=about)
    assert release(replace(before, diagnostics=rounded)).released


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("chao: the bound rests on 34 persons, those on exactly two lists",
         "chao: the bound rests on some persons, those on exactly two lists"),
        ("of B2 only the 12 persons observed are counted",
         "of B2 only the persons observed are counted"),
        ("3 cells are withheld (3 to 12 persons)", "3 cells are withheld (some persons)"),
        ("forms that fit as well give 11,313 to 14,655",
         "forms that fit as well give 11,300 to 14,650"),
        ("forms that fit as well give 994 to 998 or 1,203",
         "forms that fit as well give 995 to 1,000 or 1,205"),
        ("the lists cover 19% of the chances", "the lists cover 19% of the chances"),
        ("R-hat 1.013, 70 effective draws", "R-hat 1.013, 70 effective draws"),
    ],
)  # fmt: skip
def test_sentences_lose_counts_and_digits_and_keep_names(text, safe):
    assert safe_sentence(text, ["B2", "NGO 12"], Rounding(2744)) == safe


def test_exact_rational_elimination_agrees_on_what_follows():
    """A third way, without floating point, on a table of three lists."""
    counts = {
        ("observed",): 325, ("size", 0): 146, ("size", 1): 114, ("size", 2): 101,
        ("alone", 0): 120, ("alone", 1): 90, ("alone", 2): 80,
        ("both", 0, 1): 15, ("both", 0, 2): 12, ("both", 1, 2): 10,
    }  # fmt: skip
    shown = margins_shown(Margins(("A", "B", "C"), counts), 3)
    cells = [tuple((h >> j) & 1 for j in range(3)) for h in range(1, 8)]

    def row(margin):
        kind, *at = margin
        if kind == "alone":
            return [int(cell[at[0]] and sum(cell) == 1) for cell in cells]
        return [int(all(cell[j] for j in at)) for cell in cells]

    def rank(rows):
        rows = [[Fraction(x) for x in r] for r in rows]
        done = 0
        for column in range(7):
            pivot = next((r for r in range(done, len(rows)) if rows[r][column]), None)
            if pivot is None:
                continue
            rows[done], rows[pivot] = rows[pivot], rows[done]
            for r in range(done + 1, len(rows)):
                factor = rows[r][column] / rows[done][column]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[done], strict=True)]
            done += 1
        return done

    triple = [int(all(cell)) for cell in cells]
    every, kept = [row(m) for m in counts], [row(m) for m in shown]
    assert rank([*every, triple]) == rank(every)  # all of them give the one person on all lists
    assert rank([*kept, triple]) == rank(kept) + 1  # what is shown does not


def test_nothing_of_persons_is_in_what_is_written():
    text = estimates_json(released(random_table(5, 5, 900)))
    assert not re.search(r'"(person|id|name_of_person|history)"', text)


def test_no_seed_and_no_fine_curve_leaves_unless_counts_are_public():
    before = unreleased(table_of("ABCD", LARGE), ("independence", "decomposable"))
    assert before.provenance.seed == 87
    closed, public = (release_lists(before, DisclosureRules(minimum_cases=k)) for k in (3, 1))
    assert (closed.provenance.seed, public.provenance.seed) == (None, 87)
    assert "seed" not in json.loads(estimates_json(closed))["provenance"]
    few, many = (
        lists_of(found)["methods"]["decomposable"]["density"]["persons"]
        for found in (closed, public)
    )
    assert (len(few), len(many)) == (21, 81)
    assert few[0] == pytest.approx(many[0], rel=0.01)
    assert few[-1] == pytest.approx(many[-1], rel=0.01)
