"""A study's hints name keys of `study.toml`, and no options of the command line."""

import pytest

from measure87.cli.speech.choice import ENGLISH, LANGUAGES
from measure87.cli.speech.speaker import speaker
from measure87.estimate.survey.single_cluster import lone_stratum
from measure87.study.survey.keys_of_hints import with_keys_in_hints
from measure87.vocabulary.errors import DataError


def _hint():
    with pytest.raises(DataError) as caught, with_keys_in_hints():
        raise lone_stratum(1, "stratum")
    return caught.value.hint


def test_the_key_stands_in_place_of_the_option():
    assert _hint().endswith('choose single_cluster = "adjust"')


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != ENGLISH])
def test_it_is_said_in_every_language(language):
    said = speaker(language).say(_hint())
    assert 'single_cluster = "adjust"' in said
    assert "choose" not in said
