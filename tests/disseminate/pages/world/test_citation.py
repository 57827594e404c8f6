"""How a world estimate is cited: its title, its year once, and the version."""

import pytest

from measure87.disseminate.pages.world.content import citation_of
from measure87.disseminate.pages.world.world_words import world_words
from measure87.vocabulary.releases.world import WorldAbout


def about(title, **more):
    return WorldAbout(
        title=title, stated_year=2015, level=0.95, version="9.9", measures=(), **more
    )  # fmt: skip


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Child labour, 2015", "Child labour, 2015. Made with"),
        ("Child labour 2015", "Child labour, 2015. Made with"),
        ("Child labour (2015)", "Child labour, 2015. Made with"),
        ("Child labour", "Child labour, 2015. Made with"),
        ("Child labour, 2014", "Child labour, 2014, 2015. Made with"),
        ("2015", "2015, 2015. Made with"),
    ],
)
def test_a_year_that_the_title_says_is_not_said_twice(title, said):
    assert str(citation_of(about(title), world_words("en"))).startswith(said)


def test_a_citation_of_its_own_stands_as_it_is():
    own = about("Child labour, 2015", citation="An office, 2015.")
    assert citation_of(own, world_words("en")) == "An office, 2015."
