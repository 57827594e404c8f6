"""The people of a measure in each language, beside what a reader of the language would write."""

import pytest

from measure87.disseminate.pages.kit.wording import words
from measure87.disseminate.pages.survey.figure_text import scale_of
from measure87.disseminate.pages.survey.measure_plot import axis_title
from measure87.disseminate.pages.survey.people import (
    counted,
    people_of,
    same_people,
    share_of_people,
)
from measure87.vocabulary.estimate import Estimate
from tests.disseminate.stated import stated

MARKS = str.maketrans("", "", "\u2066\u2067\u2068\u2069")
CHILDREN, ADULTS, WORKERS = (5, 17), (18, None), (15, None)


def about(ages, universe="so described", **more):
    """A measure of these ages."""
    one = {"universe": universe, **more} | ({} if ages is None else {"ages": ages})
    return stated(measures={"x": one}).measures["x"]


@pytest.mark.parametrize(
    ("ages", "people"),
    [
        ((5, 17), "children"),
        ((0, 17), "children"),
        ((15, 17), "children"),
        ((17, 18), "persons"),
        ((18, None), "adults"),
        ((18, 64), "adults"),
        ((17, None), "persons"),
        ((15, None), "persons"),
        (None, "persons"),
    ],
)
def test_a_child_has_not_completed_18_years(ages, people):
    assert people_of(about(ages)) == people


SAID = [
    ("en", 100, CHILDREN, "100 children aged 5 to 17"),
    ("en", 1, CHILDREN, "1 child aged 5 to 17"),
    ("en", 1000, ADULTS, "1,000 adults aged 18 and over"),
    ("fr", 100, CHILDREN, "100 enfants de 5 à 17 ans"),
    ("fr", 1, ADULTS, "1 adulte de 18 ans et plus"),
    ("es", 100, CHILDREN, "100 niños y niñas de 5 a 17 años"),
    ("es", 1000, ADULTS, "1.000 personas adultas de 18 años y más"),
    ("pt", 100, CHILDREN, "100 crianças de 5 a 17 anos"),
    ("pt", 1, WORKERS, "1 pessoa de 15 anos ou mais"),
    ("ru", 100, CHILDREN, "100 детей в возрасте от 5 до 17 лет"),
    ("ru", 21, CHILDREN, "21 ребёнка в возрасте от 5 до 17 лет"),
    ("ru", 101, ADULTS, "101 взрослого в возрасте 18 лет и старше"),
    ("ru", 22, (15, 21), "22 человек в возрасте от 15 до 21 года"),
    ("ar", 100, CHILDREN, "100 طفل من سن 5 إلى سن 17"),
    ("ar", 2, CHILDREN, "طفلين من سن 5 إلى سن 17"),
    ("ar", 5, CHILDREN, "5 أطفال من سن 5 إلى سن 17"),
    ("ar", 11, ADULTS, "11 بالغًا من سن 18 سنة فأكثر"),
]


@pytest.mark.parametrize(("language", "count", "ages", "said"), SAID)
def test_so_many_people_are_said_with_their_ages(language, count, ages, said):
    text = counted(count, about(ages), words(language))
    assert text.translate(MARKS).replace("\u202f", " ").replace("\xa0", " ") == said


AXES = {
    "en": "% of children aged 5 to 17",
    "fr": "% des enfants de 5 à 17 ans",
    "es": "% de los niños y niñas de 5 a 17 años",
    "pt": "% das crianças de 5 a 17 anos",
    "ru": "% детей в возрасте от 5 до 17 лет",
    "ar": "% من الأطفال من سن 5 إلى سن 17",
}


def figure(share):
    return Estimate("x", "proportion", "taylor", unit="proportion", value=share)


@pytest.mark.parametrize(("language", "said"), AXES.items())
def test_the_axis_says_of_whom_a_share_is(language, said):
    own = words(language)
    scale = scale_of([figure(0.2)], 100, own)
    assert scale.unit == "%"
    assert axis_title(figure(0.2), about(CHILDREN), scale, own).translate(MARKS) == said


def test_shares_per_1000_are_of_so_many_people():
    own = words("en")
    scale = scale_of([figure(0.002)], 1000, own)
    assert scale.unit == "per 1,000"
    assert axis_title(figure(0.002), about(ADULTS), scale, own) == (
        "Per 1,000 adults aged 18 and over"
    )


def test_people_whom_ages_do_not_describe_are_described_as_the_study_does():
    own = words("en")
    assert counted(100, about(None, "women in domestic work"), own) == (
        "100 persons, women in domestic work"
    )
    assert counted(100, about(CHILDREN, ""), own) == "100 children", "nobody is left out"
    assert counted(100, None, own) == "100 persons"
    period = {"said": "12 months", "unit": "months", "count": 12}
    assert counted(100, about(ADULTS, reference_period=period), own) == (
        "100 adults aged 18 and over, in the past 12 months"
    )
    assert share_of_people(None, own) == "% of persons"


def test_an_axis_of_measures_of_different_people_names_none_of_them():
    children, adults = about(CHILDREN), about(ADULTS)
    assert same_people([children, about(CHILDREN)]) == children
    assert same_people([children, adults]) is None
    assert same_people([children, None]) is None
