"""A citation names a document, a place in it, and how that place was seen."""

import pytest

from measure87.vocabulary.citation import Cite
from measure87.vocabulary.errors import DefinitionError


def test_a_citation_says_document_place_and_how_it_was_seen():
    cite = Cite("R190", at="paragraph 3", seen="printed")
    assert str(cite).endswith("paragraph 3 [printed]")
    assert cite.to_json()["title"] == cite.document
    assert Cite("Z", at="section 1", seen="unseen", title="Law of Z").document == "Law of Z"


@pytest.mark.parametrize(
    ("key", "given", "said"),
    [
        ("R190", {"at": "", "seen": "printed"}, "says where"),
        ("R190", {"at": 3, "seen": "printed"}, "says where"),
        ("R190", {"at": "paragraph 3", "seen": "told"}, "'told'"),
        ("R191", {"at": "paragraph 3", "seen": "printed"}, "not in bibliography"),
        ("R190", {"at": "1", "seen": "printed", "title": "Law of Z"}, "cannot be 'Law of Z'"),
    ],
)
def test_a_citation_that_cannot_be_looked_up_is_refused(key, given, said):
    with pytest.raises(DefinitionError, match=said):
        Cite(key, **given)
