"""What a stratum warns of is said with its name in every language, or two say the same twice."""

import pytest

from measure87.disseminate.locale.texts import ENGLISH, languages
from measure87.disseminate.pages.kit.wording import words
from measure87.disseminate.pages.survey.messages import warning_text
from measure87.vocabulary.estimate import Notice

CODE = "lower-limit-at-the-edge"


@pytest.mark.parametrize("language", [one for one in languages() if one != ENGLISH])
def test_each_stratum_is_named(language):
    said = [
        warning_text(Notice(CODE, f"stepwise: stratum {name}: few", {"stratum": name}), {}, own)
        for own in [words(language)]
        for name in ("F", "M")
    ]
    assert all(name in text.partition(":")[0] for name, text in zip("FM", said, strict=True))
    assert said[0] != said[1]
    of_all = warning_text(Notice(CODE, "stepwise: few"), {}, words(language))
    assert of_all not in said
