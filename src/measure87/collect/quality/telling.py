"""Questions that tell an answer by having been asked.

Who was asked how much she owes has said that she owes something. Where the first of the two is a
sensitive question, how many were asked the second is how many said yes; one more than on the
evening before is somebody who was visited that day, and a call about her number names her
household. So nothing is said of how many were asked these questions, and nobody is sent on them.
"""

from measure87.collect.form.model import Form, Placed, named_in, placed


def telling_questions(form: Form) -> frozenset[str]:
    """Names of questions that are asked because of what was said to a sensitive one.

    By their own relevance or that of a section around them, through what the form computes and
    through questions that were themselves asked for that reason.
    """
    every = tuple(placed(form))
    told = {one.question.name for one in every if one.question.sensitive}
    telling: set[str] = set()
    while True:
        asked = {one.question.name for one in every if told.intersection(_asked_by(one))}
        made = {one.question.name for one in every if told.intersection(_made_of(one))}
        if asked <= telling and made <= told:
            return frozenset(telling)
        telling |= asked
        told |= asked | made


def _asked_by(one: Placed) -> list[str]:
    """Names of the questions that decide whether this one is asked."""
    around = (text for section in one.sections for text in (section.relevant, section.repeat_count))
    return named_in(one.question.relevant, *around)


def _made_of(one: Placed) -> list[str]:
    return named_in(one.question.calculation, one.question.default)
