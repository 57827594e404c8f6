"""From an entry of the question bank to the questions of a form.

Most entries are one question. Some stand for several:

involuntary
    whether it was so; and after a yes, whether she knew of it and freely agreed at the beginning,
    unless no measure that the country promises looks at that (freedom to leave).
coercion
    whether anything of the kind was; after a yes, who did it to her or her parents, who
    threatened to, and who did it to others whom she knows: by whom is asked for each mode.
both
    one answer that says an involuntary circumstance and a means of coercion.
known
    how many people she knows of each group whose number is known.
"""

import re
from dataclasses import dataclass

from msgspec.structs import replace

from measure87.collect.form.bank import Item, Module
from measure87.collect.form.country import CountryForm
from measure87.collect.form.model import Question, Serves
from measure87.collect.form.wording import Words
from measure87.vocabulary.columns import BY_WHOM

CHILD_AGES = 18
"""Completed years from which consent at the beginning is asked."""
MODES = (("did", "subjected", ""), ("threatened", "threatened", ""),
         ("witnessed", "witnessed", "others"))  # fmt: skip
"""Question, its mode, and on whom: nothing said is the worker, or her parents."""
CONSENT, ANSWER = "consent", "answer"
NOBODY = "nobody"
TOLD = "told"
"""Said by what a form computes of a yes: the questions after it tell by whom."""
_UNTOLD = ("8", "9")
_ALONE = " or ".join(f"selected(., '{code}')" for code in (NOBODY, *_UNTOLD))
_NO_ANSWER = ". = -8 or . = -9"

_AFTER = "|".join((CONSENT, ANSWER, *(name for name, *_ in MODES)))


def gate_of(question: str) -> str:
    """The question of which one asks more after a yes; itself where it is none of those.

    >>> gate_of("violence_witnessed"), gate_of("violence")
    ('violence', 'violence')
    """
    return re.sub(f"_(?:{_AFTER})$", "", question)


@dataclass(frozen=True)
class Asking:
    """A module as a form asks it."""

    module: Module
    words: Words
    country: CountryForm

    def questions(self, item: Item) -> tuple[Question, ...]:
        """The questions of one entry, in order."""
        if item.pattern == "involuntary":
            return self._involuntary(item)
        if item.pattern == "coercion":
            return (self._gate(item, self._circumstance(item)), *self._by_whom(item, item.item))
        if item.pattern == "both":
            return self._both(item)
        if item.pattern == "known":
            return self._known(item)
        return (self._question(item),)

    def _question(self, item: Item) -> Question:
        serves = tuple(
            Serves(cell.table, cell.column)
            for cell in item.serves
            if self.country.in_a_year or not cell.only_in_a_year
        )
        made = self._plain(item, serves)
        if item.kind == "integer":
            return self._number(item, made)
        return replace(made, constraint_messages=self.words.message(self.module, item.name))

    def _plain(self, item: Item, serves: tuple[Serves, ...]) -> Question:
        told = item.name in self.module.words[self.words.languages[0]].text
        return Question(
            name=item.name,
            kind=item.kind,
            labels=self.words.label(self.module, item.name) if told else {},
            choices=item.choices,
            required=item.required,
            relevant=self._filled(item.relevant),
            constraint=item.constraint,
            calculation=self._filled(item.calculation),
            bind_type=item.bind_type,
            sensitive=item.sensitive or (self.module.sensitive and told and item.kind != "note"),
            identifier=item.identifier,
            consent=item.consent,
            module=self.module.name,
            serves=serves,
            source=item.source or self.module.source,
            cognitive_test=self._test(),
        )

    def _test(self) -> str:
        """The records of tests in all of the form's languages, or that of the bank."""
        tests = self.country.cognitive_tests
        if all(language in tests for language in self.words.languages):
            return "; ".join(tests[language].record for language in self.words.languages)
        return self.module.cognitive_test

    def _number(self, item: Item, made: Question) -> Question:
        message = "plain_message" if item.plain else "number_message"
        within = f". >= {item.least} and . <= {self._most(item)}"
        return replace(
            made,
            constraint=within if item.plain else f"({within}) or {_NO_ANSWER}",
            constraint_messages=self.words.shared(message),
            hints={} if item.plain else self.words.shared("number_hint"),
        )

    def _most(self, item: Item) -> int | None:
        """The greatest possible number; of days in the reference period, what it can have."""
        period = self.country.reference_period.most_days if item.within_period else None
        return item.most if period is None else period

    def _gate(self, item: Item, *serves: Serves) -> Question:
        return self._plain(_yes_no(item), serves)

    def _circumstance(self, item: Item, code: str = "", column: str = "answer") -> Serves:
        return Serves("circumstances", column, item=code or item.item, stage=item.stage)

    def _involuntary(self, item: Item) -> tuple[Question, ...]:
        gate = self._gate(item, self._circumstance(item))
        if not self._looked_at(item):
            return (gate,)
        return gate, self._consent(item, f"${{{item.name}}} = '1'")

    def _looked_at(self, item: Item) -> bool:
        """Whether some measure looks at consent to an item."""
        if not item.consent_only_for:
            return True
        return any(one in name for one in item.consent_only_for for name in self.country.measures)

    def _consent(self, item: Item, relevant: str) -> Question:
        """Whether she knew of it and agreed when she took up the work."""
        return self._after(
            item, f"{item.name}_{CONSENT}", CONSENT, relevant, choices="consent_then",
            serves=(self._circumstance(item, column="consent_lacked"),),
        )  # fmt: skip

    def _both(self, item: Item) -> tuple[Question, ...]:
        gate = self._gate(item, self._circumstance(item), self._circumstance(item, item.also))
        adult = f"${{{item.name}}} = '1' and ${{age}} >= {CHILD_AGES}"
        return gate, self._consent(item, adult), *self._by_whom(item, item.also)

    def _by_whom(self, item: Item, code: str) -> tuple[Question, ...]:
        asked = [self._who(item, code, *mode) for mode in MODES]
        return (*asked, self._told(item, code))

    def _who(self, item: Item, code: str, name: str, mode: str, on_whom: str) -> Question:
        at = Serves("circumstances", "answer", item=code, stage=item.stage, mode=mode,
                    on_whom=on_whom)  # fmt: skip
        known = [_chosen(at, whom, whom) for whom, _ in BY_WHOM]
        alone = f"(count-selected(.) = 1 or not({_ALONE}))"
        if name == MODES[-1][0]:
            nobody = [f"${{{item.name}_{one}}} = '{NOBODY}'" for one, *_ in MODES[:-1]]
            alone += f" and not(. = '{NOBODY}' and {' and '.join(nobody)})"
        return self._after(
            item, f"{item.name}_{name}", name, f"${{{item.name}}} = '1'", choices="by_whom",
            several=True, constraint=alone,
            serves=(*known, *(_chosen(at, "", choice) for choice in _UNTOLD)),
        )  # fmt: skip

    def _told(self, item: Item, code: str) -> Question:
        """The answer to the gate; of a yes after which it was told by whom: that it was."""
        names = [f"${{{item.name}_{one}}}" for one, *_ in MODES]
        told = " or ".join(f"({name} != '' and {name} != '{NOBODY}')" for name in names)
        gate = f"${{{item.name}}}"
        return Question(
            name=f"{item.name}_{ANSWER}",
            kind="calculate",
            calculation=f"if({gate} = '1', if({told}, '{TOLD}', '1'), {gate})",
            bind_type="string",
            sensitive=False,
            module=self.module.name,
            serves=(self._circumstance(item, code),),
            source=item.source or self.module.source,
            cognitive_test=self._test(),
        )

    def _after(
        self,
        item: Item,
        name: str,
        words: str,
        relevant: str,
        *,
        choices: str,
        serves: tuple[Serves, ...],
        several: bool = False,
        constraint: str = "",
    ) -> Question:
        """A question after a yes, with words that modules share."""
        return Question(
            name=name,
            kind="select_multiple" if several else "select_one",
            labels=self.words.shared(words),
            choices=choices,
            required=True,
            relevant=relevant,
            constraint=constraint,
            constraint_messages=self.words.shared("alone_message") if constraint else {},
            sensitive=True,
            module=self.module.name,
            serves=serves,
            source=item.source or self.module.source,
            cognitive_test=self._test(),
        )

    def _known(self, item: Item) -> tuple[Question, ...]:
        return tuple(
            Question(
                name=f"{item.name}_{group.code}",
                kind="integer",
                labels={one: group.labels[one] for one in self.words.languages},
                hints=self.words.shared("number_hint"),
                required=True,
                constraint=f"(. >= 0 and . <= 5000) or {_NO_ANSWER}",
                constraint_messages=self.words.shared("number_message"),
                module=self.module.name,
                source=self.module.source,
                cognitive_test=self._test(),
            )
            for group in self.country.known_groups
        )

    def _filled(self, expression: str) -> str:
        """An expression with the country's choices in it."""
        children = self.country.children
        return expression.replace("{alone_age}", str(children.alone_from)).replace(
            "{protection}", str(int(children.protection_path))
        )


def _yes_no(item: Item) -> Item:
    """The entry as a question of yes or no, which must be answered or refused."""
    return replace(item, kind="select_one", choices="yes_no", required=True)


def _chosen(at: Serves, by_whom: str, choice: str) -> Serves:
    return replace(at, by_whom=by_whom, choice=choice)
