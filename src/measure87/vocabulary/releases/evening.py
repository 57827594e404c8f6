"""What the evening checks of a fielded survey found: the file `field/evening/evening.json`.

It stays in the field folder and is no release, yet declared like one. Interviewers have labels (A,
B, C) whose key stays in the field folder. No case is in it: cases stand in the list of calls alone,
without interviewers, so that nobody can put an answer and an interviewer together.
"""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from measure87.vocabulary.releases.common import Declared

type Sort = Literal["fact", "statistical", "account"]
"""Facts are so or not; what is statistical could be chance, and shares one chance of a false alarm;
accounts alarm nobody."""


class EveningCheck(Declared, frozen=True, kw_only=True):
    """One check, and whether it could be made.

    Attributes
    ----------
    name : as in the register
    sort : what kind of statement it makes
    alarms : findings that call for action
    comparisons : how many were made, of a statistical check
    alpha : its share of the chance of a false alarm, of a statistical check
    not_made : why not, as a code
    """

    name: str
    sort: Sort
    alarms: int
    comparisons: int | None = None
    alpha: float | None = None
    not_made: str | None = None


class EveningFinding(Declared, frozen=True, kw_only=True):
    """One thing that was found.

    Attributes
    ----------
    check : as in the register
    says : which of the check's sentences
    alarm : whether it calls for action; otherwise it is work that is due
    item : name of the question
    interviewer : her label
    count : interviews, or whatever the sentence counts
    numbers : further values of the sentence
    """

    check: str
    says: str
    alarm: bool = True
    item: str | None = None
    interviewer: str | None = None
    count: int | None = None
    numbers: Mapping[str, float] | None = None


class EveningProgress(Declared, frozen=True, kw_only=True):
    """What is done of the sample, or of one of its areas.

    Attributes
    ----------
    unit : the area; left out for the whole sample
    sampled, visited, complete : cases
    """

    sampled: int
    visited: int
    complete: int
    unit: str | None = None


class EveningItem(Declared, frozen=True, kw_only=True):
    """Answers to one question, of all interviewers together.

    Attributes
    ----------
    asked : of how many; left out where the form's relevance cannot be worked out
    answered : with an answer that says something
    blank, refused, not_known : of those asked; `blank` is left out without `asked`
    """

    item: str
    table: str
    answered: int
    refused: int
    not_known: int
    asked: int | None = None
    blank: int | None = None
    sensitive: bool = False


class EveningInterviewer(Declared, frozen=True, kw_only=True):
    """One interviewer, by her label; shares and times from 20 interviews on.

    Attributes
    ----------
    interviews : complete or not
    not_known : refused, don't know or blank, as a share of what was asked, over all questions
        but those that were asked because of a sensitive answer
    minutes : median length of an interview
    """

    label: str
    interviews: int
    not_known: float | None = None
    minutes: float | None = None


class EveningVariance(Declared, frozen=True, kw_only=True):
    """Share of an answer's variance that lies between interviewers, with its 95% interval.

    Not of sensitive questions, whose answers it would tell.
    """

    item: str
    share: float
    lower: float
    upper: float
    interviewers: int
    interviews: int


class EveningHeaping(Declared, frozen=True, kw_only=True):
    """How far numbers end in 0 and 5: Whipple's and Myers' index of ages.

    Attributes
    ----------
    grade : of Whipple's index, in the UN's words
    n : persons aged 23 to 62, or of 10 and more for Myers' index
    """

    item: str
    index: Literal["whipple", "myers"]
    value: float
    n: int
    grade: str | None = None


class EveningBackCheck(Declared, frozen=True, kw_only=True):
    """One question in second interviews.

    Attributes
    ----------
    type : 1, 2 or 3
    pairs, differ : answers compared, and how many of them differ
    reliability : kappa of codes, reliability ratio of numbers; none of a sensitive question
    """

    item: str
    type: int
    pairs: int
    differ: int
    reliability: float | None = None


class EveningVersion(Declared, frozen=True, kw_only=True):
    """Interviews with one version of the form."""

    version: str
    interviews: int


class EveningCorrections(Declared, frozen=True, kw_only=True):
    """What became of the log of corrections; reasons are codes."""

    applied: int
    refused: Mapping[str, int]


class Evening(Declared, frozen=True, kw_only=True):
    """Content of `evening.json`.

    Attributes
    ----------
    schema : number of the form of this file
    measure87 : version of the program
    evening : day, as YYYY-MM-DD
    form, version : of the form that the study fields now
    interviews : that count
    deleted, rejected : left out
    alpha : chance of one or more false alarms in all statistical checks together
    labels : question to its words by language
    """

    schema: Literal[1]
    measure87: str
    evening: str
    form: str
    version: str
    interviews: int
    deleted: int
    rejected: int
    alpha: float
    checks: tuple[EveningCheck, ...]
    findings: tuple[EveningFinding, ...]
    interviewers: tuple[EveningInterviewer, ...] = ()
    progress: tuple[EveningProgress, ...] = ()
    items: tuple[EveningItem, ...] = ()
    variance: tuple[EveningVariance, ...] = ()
    heaping: tuple[EveningHeaping, ...] = ()
    back_checks: tuple[EveningBackCheck, ...] = ()
    versions: tuple[EveningVersion, ...] = ()
    corrections: EveningCorrections | None = None
    labels: Mapping[str, Mapping[str, str]] = {}


class EveningCall(Struct, frozen=True, kw_only=True):
    """A case that a supervisor looks at or has visited again; no interviewer stands here.

    Attributes
    ----------
    case : as the sample names it; empty where nothing names cases
    interview : its `_id`; empty for a case without one
    check, says : as in findings
    item : name of the question
    """

    check: str
    says: str
    case: str = ""
    interview: str = ""
    item: str = ""
