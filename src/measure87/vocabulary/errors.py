"""Errors that say what is wrong, where, with the value, and what to do about it."""


class Measure87Error(Exception):
    """Base of every error a user can cause.

    Parameters
    ----------
    text : str
        One plain sentence: what is wrong, with the value.
    code : str
        A short stable name for programs (`unknown-column`).
    where : str
        File, table, column or key at fault; never the value of a person's identifier.
    hint : str
        What to do.

    Attributes
    ----------
    others : tuple of Measure87Error
        What else is wrong with the same file, where all of it is told at once.
    """

    exit_status = 1
    others: "tuple[Measure87Error, ...]" = ()

    def __init__(
        self, text: str, *, code: str = "data", where: str | None = None, hint: str | None = None
    ) -> None:
        super().__init__(text)
        self.text = text
        self.code = code
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        """The sentence, and the remedy on a line of its own; then the others in the same way."""
        place = f" ({self.where})" if self.where else ""
        remedy = f"\nHint: {self.hint}" if self.hint else ""
        return "\n".join([f"{self.text}{place}{remedy}", *map(str, self.others)])

    def to_json(self) -> dict[str, str]:
        """The `error` object of the command line's `--json`; absent keys are left out."""
        pairs = {"code": self.code, "text": self.text, "where": self.where, "hint": self.hint}
        return {key: value for key, value in pairs.items() if value is not None}


class DataError(Measure87Error):
    """The data are at fault."""


class StudyError(Measure87Error):
    """The study folder, its settings or its mapping are at fault."""


class DefinitionError(Measure87Error):
    """A definition is incomplete, contradictory, or not known."""


class UsageError(Measure87Error):
    """The command line or the call is at fault."""

    exit_status = 2


class RefusedError(Measure87Error):
    """Everything asked for was refused, because none of it could be defended."""

    exit_status = 3


class FormerNameWarning(UserWarning):
    """A key or a parameter was given under the name that it had in an earlier version."""


class ReadingWarning(UserWarning):
    """What was met in reading a file; for whoever holds the file, and for no release."""


class MissingExtraError(Measure87Error):
    """An optional library is not installed; the hint gives the line that installs it."""

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(
            f"this needs {library}, which is not installed",
            code="missing-extra",
            hint=f"pip install 'measure87[{extra}]'",
        )
