"""Errors of estimates that the code puts together: each is said whole, in every language.

A sentence that stands in the code as one text is counted (`coverage`); one that is made of parts
is made here as the code makes it, so that a part that changes is found.
"""

import re
from collections import Counter

import polars as pl
import pytest

from measure87.cli.speech.choice import ENGLISH, LANGUAGES, speaking
from measure87.cli.speech.of_reports import with_reports
from measure87.cli.speech.pages import page
from measure87.cli.speech.speaker import speaker
from measure87.estimate.multiple_lists.bayesian.not_converged import NotConvergedError
from measure87.estimate.multiple_lists.capture.population_counted import PopulationCounted
from measure87.estimate.multiple_lists.kernels.posterior_modes import Mode
from measure87.estimate.multiple_lists.trust.verdict import REASONS, Verdict
from measure87.estimate.replicates.naming import ask_for_the_method, chosen_columns
from measure87.estimate.replicates.settings import GivenReplicates
from measure87.estimate.survey.corrections import judge_correction
from measure87.estimate.survey.faults import weight_error
from measure87.estimate.survey.regression_errors import degrees_left
from measure87.estimate.survey.single_cluster import judge_lone_parents, lone_stratum
from measure87.estimate.weighting.columns import Columns
from measure87.vocabulary.errors import Measure87Error
from measure87.vocabulary.estimate import Refusal
from measure87.vocabulary.printed import aligned
from tests.cli.speech import coverage
from tests.cli.speech.test_spoken import in_every_language, run, told

OTHERS = [code for code in LANGUAGES if code != ENGLISH]
ISOLATES = "[\u2066-\u2069]"
ROOMS = ("estimate", "library", "numerics", "classify")
COUNTED = {"population": "x", "area": "x", "period": "x", "status": "x", "closed_because": "x"}


def raised(call, *given, **named):
    with pytest.raises(Measure87Error) as caught:
        call(*given, **named)
    return caught.value


def lacking(*parts):
    said = {key: text for key, text in COUNTED.items() if key not in parts}
    return raised(PopulationCounted.from_mapping, said)


def wrong_rows(values):
    columns = Columns(pl.DataFrame({"w": values}), "t.csv")
    return raised(columns.numbers, "w", pl.Series([True] * len(values)).to_numpy())


def errors():
    yield weight_error("w", 1_200, None, 17)
    yield weight_error("w", 3, -1.0)
    yield weight_error("w", 3, 1e300, 2)
    for others, strata in ((0, "s"), (1, "s"), (1_021, "s"), (0, None)):
        yield lone_stratum(others, strata)
    for units in (1, 5):
        yield raised(judge_lone_parents, units, "fail")
    for found in ((3, 1.0, 2.0), (0, -1.0, 2.0), (0, 0.5, 2.0)):
        yield raised(judge_correction, "fpc", *found)
    for method in ("other", "jkn", "fay"):
        yield raised(GivenReplicates, ("r1", "r2"), method)
    for columns in (["r1", "r3"], ["r1", "r01"], ["x"]):
        yield raised(chosen_columns, "r*", columns)
    yield ask_for_the_method("r*")
    yield raised(degrees_left, 0.0, 3, "5 clusters in 5 strata", "take fewer terms")
    for parts in (["area"], ["area", "period"], list(COUNTED)):
        yield lacking(*parts)
    yield raised(PopulationCounted.from_mapping, COUNTED | {"status": "guessed"})
    yield NotConvergedError(1.2, 1_234.0, [900.0, 1_100.0], [Mode(1_000.0, 0.9), Mode(5e4, 0.1)])
    yield wrong_rows([1.0, None])
    yield wrong_rows([1.0, None, None])


def verdicts():
    codes = list(REASONS)
    for bounded in (False, True):
        for because in ([], *([one] for one in codes), codes[:2], codes[2:5]):
            yield Verdict("not-estimable", because=tuple(because), bounded=bounded).text
    low, high = ("bic", 1_200.0), ("chao", 2_400.0)
    for code in ("one-method", "disagree", "close"):
        yield Verdict(code, 2.0, low, high).text


def sentences():
    for error in errors():
        yield from (one for one in (error.text, error.hint) if one)
    yield from verdicts()


@pytest.mark.parametrize("language", OTHERS)
def test_sentences_that_are_put_together_are_said_whole(language):
    for text in sentences():
        said = speaker(language).known(text)
        assert said is not None, text
        assert digits(re.sub(ISOLATES, "", said)) == digits(text), said


def test_a_ratio_is_written_as_the_language_writes_numbers():
    weigh = "they would weigh the sample 0.00166 times as much as w does"
    text = f"the replicates cannot be weights: {weigh}"
    assert " 0,00166 fois " in speaker("fr").say(text)


def digits(text):
    return Counter(re.findall(r"\d", text))


def test_most_errors_of_these_rooms_are_translated():
    found = coverage.of_messages()
    for room in ROOMS:
        done, count = found[room]
        assert done >= 0.8 * count, room


@pytest.mark.parametrize(
    "arguments",
    [
        ["survey", "p.csv", "--measure", "words"],
        ["survey", "p.csv", "--measure", "work", "--population", "population.csv"],
        ["regress", "p.csv", "--outcome", "work", "--term", "words", "--reference", "words=z"],
        ["lists", "p.csv", "--list", "work", "--list", "words"],
    ],
)
def test_errors_of_estimates_are_said_with_their_place(tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    rows = [f"{n % 2},{'ab'[n % 2]},{1 - 2 * (n == 7)}" for n in range(12)]
    (tmp_path / "p.csv").write_text("\n".join(["work,words,w", *rows]))
    (tmp_path / "population.csv").write_text("words,persons\na,many\n")
    found = in_every_language("estimate", *arguments)
    english = found[ENGLISH].stderr.splitlines()
    for language in OTHERS:
        assert not set(english) & set(told(found[language]).splitlines())
    if "population.csv" in arguments:
        assert found["fr"].stderr.splitlines()[0].endswith("(population.csv, ligne 2)")


def test_the_page_of_lists_is_in_every_language(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "l.csv").write_text("a,b,persons\n1,0,90\n0,1,70\n1,1,7\n")
    about = [f"--{key.replace('_', '-')}={text}" for key, text in COUNTED.items()]
    about[3] = "--status=potential"
    found = in_every_language("estimate", "lists", "l.csv", "--count", "persons", *about,
                              "--method", "chao")  # fmt: skip
    english = [line for line in found[ENGLISH].stdout.splitlines() if re.search("[a-z]{2} ", line)]
    assert len(english) >= 8
    for language in OTHERS:
        assert not set(english) & set(told(found[language]).splitlines())


def test_shares_and_heads_of_tables_are_written_as_the_language_writes_them():
    rows = [
        ("term", "95% interval", "value", "interval"),
        ("everybody", "0.6098 to 1.584", "-0.21%", "95% -8.58% to 8.15%"),
    ]
    with speaking("fr"):
        head, _, row = page("\n".join(aligned(rows, {1, 2, 3}))).splitlines()
    assert head.split() == ["terme", "intervalle", "\u00e0", "95", "%", "valeur", "intervalle"]
    assert "-0,21\u00a0%" in row
    assert "95\u00a0% -8,58\u00a0% \u00e0 8,15\u00a0%" in row


def test_the_steps_of_a_recipe_are_a_table_of_the_language(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.csv").write_text("w\n1\n2\n")
    (tmp_path / "r.toml").write_text('[base]\nweights = ["w"]\n')
    done = run("weight", "p.csv", "--recipe", "r.toml", "-o", "o.csv", "--lang", "es")
    first, head, _, base = done.stdout.splitlines()
    assert first == "2 personas, measure87_weight en o.csv"
    assert head.split()[:3] == ["paso", "personas", "suma"]
    assert base.split()[:3] == ["base", "2", "3,0"]


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_refused_in_a_table_is_said_with_its_group_and_code(language):
    refused = Refusal("work", "empty-domain", EMPTY, {"sex": "1"})
    lines = [f"  work {group}: {EMPTY} (empty-domain)" for group in ("sex 1", "everybody")]
    with speaking(language), with_reports([refused]):
        said = [re.sub(ISOLATES, "", one) for one in page("\n".join(lines)).splitlines()]
    for one in said:
        assert one.strip().startswith("work")
        assert one.endswith("(empty-domain)")
        assert "sample" not in one
    assert "sex 1" in said[0]
    assert "everybody" not in said[1]


EMPTY = (
    "no person of the sample with a weight above 0 is in this domain and in the universe of "
    "the measure"
)
