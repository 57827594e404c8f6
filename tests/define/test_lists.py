"""Designated lists: of one column and version, under one title."""

import pytest

from measure87.define.lists import read_lists
from measure87.vocabulary.errors import DefinitionError

HEADER = "column,version,code,title,verified,cite,at,seen,document\n"
FISHING = "industry,ISIC4,03,Fishing,yes,ZZ-DECREE,schedule 1,printed,Decree of Z (invented)\n"


def test_a_list_cites_its_document_by_the_title_that_it_gives():
    (found,) = read_lists({"industries": HEADER + FISHING}, "zz").entries.values()
    assert (found.column, found.version, found.verified) == ("industry", "ISIC4", True)
    assert (found.cite.key, found.cite.title) == ("ZZ-DECREE", "Decree of Z (invented)")


def test_without_a_title_of_its_own_the_bibliography_has_it():
    untitled = FISHING.replace("Decree of Z (invented)", "").replace("ZZ-DECREE", "R190")
    (found,) = read_lists({"industries": HEADER + untitled}, "zz").entries.values()
    assert (found.cite.key, found.cite.title) == ("R190", None)


def test_a_list_is_of_the_column_that_its_classification_is_of():
    wrong = FISHING.replace("ISIC4", "ISCO08").replace(",03,", ",92,")
    with pytest.raises(DefinitionError, match="is of 'industry', and ISCO-08 is of 'occupation'"):
        read_lists({"industries": HEADER + wrong}, "zz")
    national = FISHING.replace("ISIC4", "ZZ-2010")
    (found,) = read_lists({"industries": HEADER + national}, "zz").entries.values()
    assert found.version == "ZZ-2010"
