"""How the pass over persons is compiled; what it sums is held in `tests/estimate/survey`."""

from measure87.numerics import accumulation


def test_the_compiler_can_still_be_told_not_to_count_who_holds_arrays():
    """Without it figures are the same, and clusters of 25 persons take three times as long."""
    assert accumulation._UNCOUNTED == {"_nrt": False}
