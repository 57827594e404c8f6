"""Do studies in tests write the stand-in, and those that ask for it the real PDF?"""

import pytest

from tests.stand_in_pdf import FORMAT, STAND_IN


def the_format():
    """Its module, as studies find it."""
    from measure87.disseminate.formats import tables_pdf

    return tables_pdf


def test_a_study_writes_the_stand_in():
    assert the_format().pdf_bytes(None, None) == STAND_IN
    assert the_format().__name__ == FORMAT


@pytest.mark.usefixtures("real_pdf")
def test_who_asks_for_it_gets_the_real_one():
    from measure87.disseminate.standard_tables.as_pdf import pdf_bytes

    assert the_format().pdf_bytes is pdf_bytes
