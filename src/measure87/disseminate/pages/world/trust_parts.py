"""Why the estimate may be believed, and how far: validation, priors, convergence, GATHER."""

from measure87.disseminate.locale.english import english_texts
from measure87.disseminate.locale.texts import ENGLISH, words_of
from measure87.disseminate.pages.world.change_rows import place_title
from measure87.disseminate.pages.world.rows import (
    EstimateRow,
    MoveRow,
    RefusalRow,
    ScoreRow,
    Where,
    rows_of,
)
from measure87.disseminate.pages.world.warnings import (
    decimals_of,
    sentence_by_code,
    sentence_said,
)
from measure87.disseminate.pages.world.world_content import WorldContent
from measure87.disseminate.pages.world.world_words import WorldWords
from measure87.vocabulary.releases.world import GatherAnswer, WorldAbout

METHODS_PAGE = "docs/methods/world-model.md"
INPUTS_PAGE = "docs/methods/world-inputs.md"


def validation_rows(content: WorldContent, words: WorldWords) -> list[list[str]]:
    """Exercise, method, figures, errors, and how many figures lay inside their intervals."""
    labels = {one.name: words.label(one) for one in content.about.measures}
    several = len(labels) > 1
    return [
        _score(row, labels.get(row.measure, "") if several else "", words)
        for row in rows_of(content.tables["validation"], ScoreRow)
    ]


def _score(row: ScoreRow, measure: str, words: WorldWords) -> list[str]:
    def number(found: float | None, decimals: int) -> str:
        return words.text("world.none") if found is None else words.number(found, decimals)

    return [
        words.commas([*([measure] if measure else []), _exercise(row.exercise, words)]),
        words.of_code("world_methods", row.method),
        number(row.n, 0),
        number(row.rmse_logit, 3),
        number(row.bias_logit, 3),
        number(row.crps_logit, 3),
        number(row.log_score, 3),
        _covered(row, words),
        _band(row, words),
    ]


def _exercise(code: str, words: WorldWords) -> str:
    """What was left out; `sources:mics` is one kind of source."""
    exercise, _, kind = code.partition(":")
    if not kind:
        return words.of_code("world_exercises", exercise)
    return words.text(f"world_exercises.{exercise}_of", kind=words.of_code("world_sources", kind))


def _covered(row: ScoreRow, words: WorldWords) -> str:
    if row.covered is None or row.level is None:
        return words.text("world.none")
    return words.text(
        "world_trust.covered", covered=row.covered, n=row.n, level=words.share(row.level)
    )


def _band(row: ScoreRow, words: WorldWords) -> str:
    """How many are to be expected, and whether the count lies in it."""
    if row.covered is None or row.band_from is None or row.band_to is None:
        return words.text("world.none")
    inside = row.band_from <= row.covered <= row.band_to
    band = words.between(words.number(row.band_from), words.number(row.band_to))
    return words.text(f"world_trust.{'inside' if inside else 'outside'}", band=band)


def move_rows(content: WorldContent, words: WorldWords) -> list[list[str]]:
    """What was changed, the place, before, after, widths, and how it was found."""
    measures = {one.name: one for one in content.about.measures}
    found = []
    for row in rows_of(content.tables["moves"], MoveRow):
        measure = measures[row.measure]
        changed = _parameter(row.changed, row.changed.replace("_", " "), words)
        setting = words.of_code("world_settings", row.setting)
        placed = Where(row.place, content.kinds.get(row.place, "country"))
        widths = [words.rate(width, measure) for width in (row.width_before, row.width_after)]
        found.append(
            [
                words.commas([changed, setting]),
                words.label(measure),
                place_title(measure.name, placed, content, words),
                words.rate(row.before, measure),
                words.rate(row.after, measure),
                words.between(*widths),
                words.of_code("world_ways", row.how),
            ]
        )
    return found


def prior_rows(content: WorldContent, words: WorldWords) -> list[list[str]]:
    """What, prior, why."""
    about = content.about
    return [
        [
            _parameter(one.what, one.what, words),
            sentence_said(one.prior, about, words),
            words.in_english(one.why),
        ]
        for one in about.priors or ()
    ]


def _parameter(name: str, in_english: str, words: WorldWords) -> str:
    """A parameter of the model in words; English pages name it as the files do."""
    if words.code == ENGLISH or name not in words.codes_of("world_parameters"):
        return words.in_english(in_english)
    return words.of_code("world_parameters", name)


def convergence_rows(content: WorldContent, words: WorldWords) -> list[list[str]]:
    """Each number that the run says about its draws."""
    about = content.about
    labels = {} if words.code == ENGLISH else {m.name: words.label(m) for m in about.measures}
    return [
        [labels.get(key) or words.of_code("world_convergence", key), _written(value, about, words)]
        for key, value in (about.convergence or {}).items()
    ]


def _written(value: str | int | float, about: WorldAbout, words: WorldWords) -> str:
    if isinstance(value, str):
        return sentence_said(value, about, words)
    return words.number(value, 0 if isinstance(value, int) else 3)


def gather_rows(content: WorldContent, words: WorldWords) -> list[list[str]]:
    """Number, item, answer, status of each of the 18 items."""
    return [
        [
            str(one.number),
            _item(one, words),
            _answer(one, content.about, words),
            words.of_code("world_statuses", one.status),
        ]
        for one in content.gather
    ]


def _answer(one: GatherAnswer, about: WorldAbout, words: WorldWords) -> str:
    """What was answered: in the language, where the program alone answered."""
    number, level = str(one.number), 100 * about.level
    values = {"inputs": INPUTS_PAGE, "methods": METHODS_PAGE}
    pattern = words_of(english_texts("world"), "world_gather_answers").get(number)
    if pattern is None or one.answer != pattern.format(**values, level=f"{level:g}"):
        return words.in_english(one.answer)
    written = words.number(level, decimals_of(level))
    return words.text(f"world_gather_answers.{number}", **values, level=written)


def _item(one: GatherAnswer, words: WorldWords) -> str:
    """What an item asks: in the language, where the run asks it in our words."""
    number, ours = str(one.number), words_of(english_texts("world"), "world_gather_items")
    if one.item != ours.get(number):
        return words.in_english(one.item)
    return words.of_code("world_gather_items", number)


def refused_rows(content: WorldContent, words: WorldWords) -> list[list[str]]:
    """Refusals, those of one reason together: reason, what, and the places."""
    labels = {one.name: words.label(one) for one in content.about.measures}
    together: dict[tuple[str, str, str], list[str]] = {}
    for row in rows_of(content.tables["refused"], RefusalRow):
        kind = row.place_kind
        place = words.place(row.place, content.name_of(row.place), kind)
        key = (
            reason_of(row, content.about, words),
            labels.get(row.measure, row.measure),
            row.statistic,
        )
        together.setdefault(key, []).append(place)
    return [
        [
            reason,
            label,
            words.of_code("world_quantities", statistic) if statistic else words.text("world.all"),
            words.commas(dict.fromkeys(places)),
        ]
        for (reason, label, statistic), places in together.items()
    ]


def reason_of(row: RefusalRow | EstimateRow, about: WorldAbout, words: WorldWords) -> str:
    """Why: one text for all places where the reason is the same for each of them."""
    if row.code in words.codes_of("world_reasons"):
        return words.of_code("world_reasons", row.code)
    said = sentence_by_code(row.text, about, words)
    if said is None and words.code != ENGLISH and row.code in words.codes_of("world_refusals"):
        return words.of_code("world_refusals", row.code)
    return words.in_english(row.text) if said is None else said


def provenance_rows(content: WorldContent, words: WorldWords) -> list[list[str]]:
    """Version, seed, draws, settings, and each input with its hash."""
    about = content.about
    found = [[words.text("provenance.version"), about.version]]
    if about.seed is not None:
        found.append([words.text("provenance.seed"), str(about.seed)])
    if about.draws:
        found.append([words.text("world.draws"), words.number(about.draws)])
    for name, value in sorted((about.sources.settings or {}).items()):
        found.append([words.in_english(name), str(value)])
    for name, digest in sorted((about.sources.inputs or {}).items()):
        found.append([name, digest])
    return found
