"""An earlier release in steps is read as one in steps, not as exact numbers that disagree."""

import pytest

from measure87.disseminate import DisclosureRules, release
from tests.disseminate.gate.audit.invented_studies import FIVE, study


def second_of(result, *, digits):
    """What a release after its like hides, and the measures that contradict each other."""
    alike = (FIVE.alike(),)
    first = release(result, DisclosureRules(alike=alike, digits=digits))
    assert any(one.digits for one in first.estimates) == digits
    second = release(result, DisclosureRules(alike=alike, earlier=(first,), digits=digits))
    account = second.diagnostics.disclosure.audit
    hidden = {k for k, one in enumerate(second.estimates) if one.suppressed}
    return hidden, account.contradictory, account.recovered


@pytest.mark.slow
def test_steps_of_an_earlier_release_are_no_further_contradiction():
    result = study(3, circle=False)
    in_steps, to_all_digits = (second_of(result, digits=digits) for digits in (True, False))
    assert in_steps == to_all_digits
    assert in_steps[2] == 0
