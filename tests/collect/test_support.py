"""Which measures a questionnaire supports."""

from measure87.collect import check_support


def test_a_measure_without_a_required_item_is_unsupported_and_says_which():
    support = check_support(
        {"economic_activity", "economic_hours"},
        {
            "child_labour": (("economic_activity", "economic_hours"), ("night_work",)),
            "hazardous": (("heavy_loads",), ()),
            "forced_labour": (("answer", "IN5"), ()),
        },
    )
    assert support.supported == ("child_labour",)
    assert support.unsupported == ("hazardous", "forced_labour")
    assert support.missing("hazardous") == ("heavy_loads",)
    assert support.measures["child_labour"].missing_optional == ("night_work",)
    assert "work requires carrying heavy loads" in support.measures["hazardous"].text
    assert "Very low or no wages" in support.measures["forced_labour"].text
    assert "without night_work" in support.measures["child_labour"].text
