"""Whether the figures of a report are weighted, as the release says it."""

from measure87.disseminate.pages.kit.wording import Words
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.release_files.reading import survey_said

_WEIGHT = "weight"


def weighting_of(result: Result, words: Words) -> str:
    """What the tables say: weighted, not weighted, in some inputs alone, or not said."""
    study = survey_said(result).study
    samples = study.samples if study else []
    weighted = [sample.name for sample in samples if sample.design.get(_WEIGHT)]
    if not samples:
        return words.text("weighting.not_stated")
    if not weighted:
        return words.text("weighting.none")
    if len(weighted) < len(samples):
        return words.text("weighting.some", inputs=words.commas(weighted))
    return words.text("weighting.all")
