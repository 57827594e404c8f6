"""Released rounds are chained only if they asked the same, of the same, in the same season."""

from dataclasses import replace

import pytest
from msgspec.structs import replace as changed

from measure87.disseminate.pages.kit.wording import languages, words
from measure87.disseminate.pages.survey.messages import refusal_text, warning_text
from measure87.estimate.trend import Crosswalk
from measure87.study.survey.rounds import Round, chained
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.releases.survey import (
    StatedCriterion,
    StatedInstrument,
    StatedMeasure,
    SurveyDiagnostics,
    SurveyStudy,
)


def figure(value):
    return Estimate(
        "work", "proportion", "taylor", definition="a@1", unit="proportion", value=value, se=0.01,
        lower=value - 0.02, upper=value + 0.02, level=0.95, interval="korn-graubard", n=900,
        df=60.0,
    )  # fmt: skip


def a_round(value, day="2019-05-10", items=("IN1", "CO1"), mode="face-to-face", respondent="self"):
    asked = StatedCriterion(
        criterion="c", title="t", asked=list(items), not_asked=[], of=2, stated="2 of 2"
    )
    about = StatedMeasure(
        kind="status",
        title="Work",
        universe="all",
        unknown="exclude",
        headline=True,
        per=100,
        not_prevalence=False,
        definition="a@1",
        asked=[asked],
        instrument="persons",
    )
    study = SurveyStudy(
        title="A", country="ZZZ", year=int(day[:4]), reference_date=day, population="all",
        invented=True, probability_sample=True, notes=[], samples=[], language="en",
    )  # fmt: skip
    instrument = StatedInstrument(asked=[], not_asked=[], respondent=respondent, mode=mode)
    said = SurveyDiagnostics(
        study=study, measures={"work": about}, instrument={"persons": instrument}
    )
    return Round([figure(value)], said)


def chain(*rounds, **options):
    return chained([(f"{k}.json", one) for k, one in enumerate(rounds)], **options)


FIRST = a_round(0.2, "2014-05-10")
LAST = a_round(0.15, "2019-06-01")


def test_rounds_of_one_questionnaire_and_season_are_chained():
    found = chain(FIRST, LAST)
    assert found.estimates[0].trend.rounds[0].name == "2014-05-10"
    assert found.estimates[0].trend.rounds[0].source == "0.json"
    assert not found.warnings


@pytest.mark.parametrize(
    ("other", "text"),
    [
        (a_round(0.2, "2014-05-10", items=("IN1",)), "other items were asked"),
        (a_round(0.2, "2014-05-10", mode="telephone"), "the mode of the interview is not the same"),
        (a_round(0.2, "2014-05-10", respondent="proxy"), "who answered is not the same"),
        (a_round(0.2, "2014-10-10"), "in June, and that of 2014-10-10 in October: another season"),
    ],
)
def test_rounds_that_differ_are_refused_until_a_crosswalk_is_named(other, text):
    found = chain(other, LAST)
    assert not found.estimates
    assert not found.changes
    assert [one.code for one in found.refused] == ["rounds-differ"]
    assert text in found.refused[0].text
    name = other.said.study.reference_date
    passage = Crosswalk((name,), "ratio", 0.9, 0.1, "a bridge survey")
    assert chain(other, LAST, crosswalks=[passage]).estimates


def test_january_and_december_are_one_season():
    assert chain(a_round(0.2, "2014-12-10"), a_round(0.1, "2019-01-10")).estimates


def test_what_is_not_on_record_is_said():
    said = FIRST.said
    bare = replace(FIRST, said=changed(said, study=changed(said.study, reference_date=None)))
    found = chain(bare, LAST)
    assert found.estimates
    assert [one.code for one in found.warnings] == ["rounds-not-recorded"]
    assert found.warnings[0].text.startswith("2014: ")


def test_results_without_a_common_figure_or_a_date_are_refused():
    other = replace(FIRST, figures=[replace(FIRST.figures[0], name="other")])
    with pytest.raises(DataError, match="no figure in common"):
        chain(other, LAST)
    with pytest.raises(DataError, match="does not say when"):
        chain(Round(FIRST.figures, SurveyDiagnostics()), LAST)


@pytest.mark.parametrize("language", languages())
def test_refusals_and_warnings_are_told_in_every_language(language):
    other = a_round(0.2, "2014-05-10", mode="telephone")
    bare = replace(other, said=changed(other.said, measures=None, instrument=None))
    short = replace(FIRST, figures=[])
    spoken, english = words(language), words("en")
    told = [
        *chain(other, LAST).refused,
        *chain(FIRST, short, LAST, dates={"1.json": 2016.5}).refused,
    ]
    assert [one.code for one in told] == ["rounds-differ", "not-in-every-round"]
    for refusal in told:
        text = str(refusal_text(refusal, spoken))
        assert refusal.values["rounds"] in text
        assert (text == str(refusal_text(refusal, english))) == (language == "en")
    (notice,) = chain(bare, replace(LAST, said=bare.said), dates={"1.json": 2019.5}).warnings
    assert "0.json" not in str(warning_text(notice, {}, spoken))
    assert notice.values["rounds"] in str(warning_text(notice, {}, spoken))
