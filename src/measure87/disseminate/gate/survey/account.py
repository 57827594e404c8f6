"""What a survey's run says of itself, as it may be released: a rule for each declared part.

Numbers of persons stand where the declaration says `Shown`. None is told of one or two persons,
nor where the others beside it would give such a number back; no text tells of one or two persons.
A test makes an account with everything that is declared and holds it against the rule for plain
values, which takes every whole number for one of persons.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from measure87.disseminate.gate.counts import NOT_SHOWN, safe_counts, safe_text, told_answers
from measure87.disseminate.gate.survey.beside import KeptBack
from measure87.vocabulary.releases.common import Declared, Shown
from measure87.vocabulary.releases.survey import MappingAccount, SurveyDiagnostics

type _Part = str | float | Declared | Sequence[_Part] | Mapping[str, _Part] | None
_OF_RULE = ": "
_OF_WHO_WAS_ASKED = "persons"


def safe_account(
    said: SurveyDiagnostics,
    minimum: int = 3,
    *,
    unknown_hidden: Collection[str] = (),
    kept_back: KeptBack | None = None,
) -> SurveyDiagnostics:
    """What a run says of itself, without numbers of one or two persons.

    Settings, what measures are and what the questionnaire lacks (`study`, `measures`,
    `unsupported`) hold no number of persons and pass as they are. The undetermined are counted by
    the answer that is missing, whatever rule asked for it: rules are of single ages, and with the
    unknowns of the ages they would give small counts back.

    Parameters
    ----------
    said
        Before the gate.
    minimum : persons
        Fewer, but not none, are not shown.
    unknown_hidden
        Measures whose number of unknowns is not shown: no cause of theirs is counted either.
    kept_back
        Counts of everybody that are not shown: what equals one, or nearly, is not told.
    """
    kept_back = kept_back or KeptBack((), ())
    return replace(
        said,
        tables=said.tables
        and {name: [safe_text(one, minimum) for one in sets] for name, sets in said.tables.items()},
        comparison=said.comparison
        and [_with_safe_texts(pair, minimum) for pair in said.comparison],
        instrument=said.instrument
        and {name: _with_safe_texts(one, minimum) for name, one in said.instrument.items()},
        undetermined=said.undetermined
        and {
            measure: kept_back.kept(
                _counts(_by_answer(causes, minimum, hidden=measure in unknown_hidden), minimum)
            )
            for measure, causes in said.undetermined.items()
        },
        mapping=said.mapping
        and {name: _mapping(account, minimum, kept_back) for name, account in said.mapping.items()},
        ethics=said.ethics and _with_safe_texts(said.ethics, minimum),
    )


def _by_answer(causes: Mapping[str, Shown], minimum: int, *, hidden: bool) -> dict[str, Shown]:
    """Persons by missing answer, from those by `rule: answer`, of the answers that may be named."""
    answers: Counter[str] = Counter()
    for cause, count in causes.items():
        answers[cause.rpartition(_OF_RULE)[2]] += _number(count)
    return {**told_answers(answers, minimum, hidden=hidden)}


def _number(count: Shown) -> int:
    if isinstance(count, str):
        raise AssertionError("before the gate every number of persons is known")
    return count


def _mapping(account: MappingAccount, minimum: int, kept_back: KeptBack) -> MappingAccount:
    """Rows of each table, and those with odd codes and numbers; every row is one of a person."""
    account = _with_safe_texts(account, minimum)

    def alone(rows: Shown) -> Shown:
        return kept_back.kept({"": _count(rows, minimum)})[""]

    read, kept = _rows(account, minimum, kept_back)
    return replace(
        account,
        rows_read=read,
        rows_kept=kept,
        unknown=kept_back.kept(_counts(account.unknown, minimum)),
        unmapped=[replace(one, rows=alone(one.rows)) for one in account.unmapped],
        out_of_range=[replace(one, rows=alone(one.rows)) for one in account.out_of_range],
        assumed=[kept_back.in_text(text) for text in account.assumed],
    )


def _rows(
    account: MappingAccount, minimum: int, kept_back: KeptBack
) -> tuple[dict[str, Shown], dict[str, Shown]]:
    """Rows of each table that were read, and that were kept.

    Those of persons are who was asked. Whoever has a row in another table may be a case: where one
    of its two numbers tells of a count that is kept back the other goes too, for mostly they are
    equal, or differ by persons who are known to be left out. Few rows then hide no second number,
    which would tell them from nearly all.
    """
    both = account.rows_read, account.rows_kept
    telling = {
        table
        for rows in both
        for table, count in rows.items()
        if table != _OF_WHO_WAS_ASKED and isinstance(count, int) and kept_back.tells_by_rows(count)
    }
    read, kept = (
        {table: _count(count, minimum) for table, count in rows.items()}
        if kept_back.is_of_any
        else _counts(rows, minimum)
        for rows in both
    )
    return _without(read, telling), _without(kept, telling)


def _without(counts: Mapping[str, Shown], names: Collection[str]) -> dict[str, Shown]:
    return {name: NOT_SHOWN if name in names else count for name, count in counts.items()}


def _counts(counts: Mapping[str, Shown], minimum: int) -> dict[str, Shown]:
    """Numbers side by side, which are taken to add up to a known total."""
    known = {key: count for key, count in counts.items() if not isinstance(count, str)}
    shown = safe_counts(known, minimum)
    return {key: shown.get(key, NOT_SHOWN) for key in counts}


def _count(count: Shown, minimum: int) -> Shown:
    """A number that stands alone."""
    return _counts({"": count}, minimum)[""]


def _with_safe_texts[T: Declared](one: T, minimum: int) -> T:
    """The structure with every text in it, at any depth, as it may be released."""
    parts = {name: _safe(getattr(one, name), minimum) for name in one.__struct_fields__}
    return replace(one, **parts)


def _safe(part: _Part, minimum: int) -> _Part:
    if isinstance(part, str):
        return safe_text(part, minimum)
    if isinstance(part, Declared):
        return _with_safe_texts(part, minimum)
    if isinstance(part, Mapping):
        return {key: _safe(one, minimum) for key, one in part.items()}
    if isinstance(part, Sequence):
        return [_safe(one, minimum) for one in part]
    return part
