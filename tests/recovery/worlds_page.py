"""The page that shows how the world model fared, made from the scores alone."""

from collections.abc import Mapping, Sequence

from tests.recovery.worlds_scores import COUNTRIES, EVERY, NEW_SURVEYS, WHEN, Score
from tests.recovery.worlds_summary import Summary, refusals, summarise, together

HEAD = """# How the world model fares where the truth is known{where}

Written by `python -m tests.recovery.{module}`; do not edit. All worlds are invented
([the invented world](../explanation/invented-world.md)); they share no code with the model and are
not drawn from it. The numbers behind this page are in `tests/recovery/{module}.csv`.

"""
LIVELY = """Here countries move by themselves {times:g} times as much as in
[the usual invented worlds](world-simulation.md), about as much as figures of every year have it
([decision 30](../decisions/0030-what-the-interval-of-a-share-is-of.md)). Which of both the real
world is like, the model's data do not tell.

"""

READING = """
## How to read this

* Figures are about both sexes, children of 5 to 17 or adults, in the first, the middle and the last
  of the years, as far as they were estimated.
  Bias, error and width are on the log-odds: 0.1 is a tenth of the odds.
* **The world is the unit.** Countries of one world are right or wrong together. "covered" is the
  share of places whose interval holds the truth, as a mean over worlds, with a 95 % interval from
  the spread between worlds. "one of each" takes one place of every world, chosen by chance
  beforehand; the band is what a binomial allows in 95 of 100 studies. **Bold**: outside its band.
* There are {bands} bands on this page. If every interval were right, up to about {expected:.0f}
  would be missed all the same.
* "new survey": what a survey finds that no estimate has seen, of the kind without bias, with all
  its errors, in the intervals that are made for that.
* "bias" is the median of the draws less the truth, with a 95 % interval from the spread between
  worlds.
* `forced_labour_stock` is the sum of the forms, which were estimated apart, as a reader might add
  their draws. The program does not give it, and its intervals are to be held against their bands
  with that in mind: what is wrong with a survey is wrong with all of its forms.
"""


def _head(own_movement: float) -> list[str]:
    if own_movement == 1.0:
        return [HEAD.format(where="", module="worlds")]
    lively = HEAD.format(where=", and countries move more", module="worlds_lively")
    return [lively, LIVELY.format(times=own_movement)]


def page(scores: Sequence[Score], own_movement: float = 1.0) -> str:
    """The whole page, in Markdown; `own_movement` is that of countries, times the usual."""
    rows = summarise(scores)
    parts = [*_head(own_movement), _what_was_run(scores)]
    if rows:
        parts.append(READING.format(bands=len(rows), expected=0.05 * len(rows)))
        parts.append(_countries(scores))
    for topic, measure in dict.fromkeys((row.topic, row.measure) for row in rows):
        own = [row for row in rows if (row.topic, row.measure) == (topic, measure)]
        parts += [f"\n## {topic}: `{measure}`\n", _coverage(own), _errors(own)]
    return "".join(parts)


def _what_was_run(scores: Sequence[Score]) -> str:
    """How many worlds of which size, and what was refused."""
    lines = ["| topic | worlds | seeds | countries | years | surveys | refused |"]
    lines.append("|---|--:|---|---|---|---|---|")
    refused = refusals(scores)
    for topic in dict.fromkeys(score.topic for score in scores):
        own = [score for score in scores if score.topic == topic]
        seeds = sorted({score.world for score in own})
        codes = ", ".join(
            f"{number} {measure} ({code})"
            for (of, measure, code), number in sorted(refused.items())
            if of == topic
        )
        sizes = (_span([getattr(one, name) for one in own]) for name in _SIZES)
        cells = [topic, str(len(seeds)), _span(seeds), *sizes, codes or "none"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


_SIZES = ("countries", "years", "surveys")


def _span(values: Sequence[int]) -> str:
    """First and last of some numbers."""
    low, high = min(values), max(values)
    return f"{low}" if low == high else f"{low} to {high}"


PUBLISHED = """
## Published countries, what 90 % intervals hold

Published are countries with figures of their own, and of the others those that enough neighbours
and covariates speak for. The rest are refused; what their intervals would have held stands in the
tables below. The three years together: the mean over worlds, with a 95 % interval from the spread
between them.

"""
_EVENLY = """
A survey finds whole cases, and rare ones often not at all: an interval that holds "no case" holds
more than 90 % of what surveys find, however right the draws are that it was made from. In
"evenly" the last case on either side counts for the part of it that makes the interval one of 90 %.

"""
_KINDS = {"published": COUNTRIES[:2], "with figures": COUNTRIES[:1], "without": COUNTRIES[1:2]}
_NEW = {"published": NEW_SURVEYS[:2], "with figures": NEW_SURVEYS[:1], "without": NEW_SURVEYS[1:2]}


def _countries(scores: Sequence[Score]) -> str:
    """What the intervals of published countries hold together, and those of new surveys there."""
    return (
        PUBLISHED
        + _table({f"the share, {name}": kinds for name, kinds in _KINDS.items()}, scores)
        + _EVENLY
        + _table({f"a new survey, {name}": kinds for name, kinds in _NEW.items()}, scores)
        + "\n"
        + _table({f"evenly, {name}": kinds for name, kinds in _NEW.items()}, scores, "even_90")
    )


def _table(
    kinds: Mapping[str, tuple[str, ...]], scores: Sequence[Score], what: str = "covered_90"
) -> str:
    """One line for each measure, one column for each set of kinds of places."""
    lines = ["| measure | " + " | ".join(kinds) + " |", "|---|" + "---|" * len(kinds)]
    found = together(scores, list(kinds.values()), what)
    for measure in dict.fromkeys(one.measure for one in found):
        own = {one.targets: one for one in found if one.measure == measure}
        cells = [
            f"{one.covered:.1%} ({one.covered_low:.1%} to {one.covered_high:.1%})"
            if (one := own.get(targets))
            else ""
            for targets in kinds.values()
        ]
        lines.append(f"| `{measure}` | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _coverage(rows: Sequence[Summary]) -> str:
    lines = [
        "\n| place | year | interval | worlds | covered (95 % interval) | one of each (band) |",
        "|---|---|--:|--:|---|---|",
    ]
    for row in rows:
        one = f"{row.one} ({row.band_from} to {row.band_to})"
        lines.append(
            f"| {row.target} | {row.when} | {row.level:.0%} | {row.worlds} | {row.covered:.1%} "
            f"({row.covered_low:.1%} to {row.covered_high:.1%}) "
            f"| {one if row.inside else f'**{one}**'} |"
        )
    missed = sum(not row.inside for row in rows)
    lines.append(f"\n{missed} of {len(rows)} counts lie outside their bands.")
    return "\n".join(lines) + "\n"


def _errors(rows: Sequence[Summary]) -> str:
    lines = [
        "\n| place | year | bias (95 % interval) | error (RMSE) | width of 90 % intervals |",
        "|---|---|---|--:|--:|",
    ]
    first = {(row.target, row.when): row for row in reversed(rows)}
    for target in EVERY:
        for when in WHEN:
            row = first.get((target, when))
            if row is not None:
                lines.append(
                    f"| {target} | {when} | {row.bias:+.2f} ({row.bias_low:+.2f} to "
                    f"{row.bias_high:+.2f}) | {row.rmse:.2f} | {row.width:.2f} |"
                )
    return "\n".join(lines) + "\n"
