"""What the journal holds of an interview: what the server said of it, its row, and its XML."""

import msgspec


class Comment(msgspec.Struct, rename="camel"):
    """What the office said of an interview, and when."""

    body: str
    created_at: str = ""


class Submission(msgspec.Struct):
    """The text of a frame of kind `submission` or `version`.

    about : what the server said of it (`__system` of OData)
    row : the row of OData, with its repeats, as it came; null where only the XML was read
    xml : the interview as the phone sent it; null where it was not read
    opened : whether the XML was encrypted on the server, and was opened here
    comments : of the office, the oldest first; they may name persons
    tried : keyed hash of the secret with which opening was tried, of one that is closed
    """

    id: str
    about: msgspec.Raw
    row: msgspec.Raw = msgspec.Raw(b"null")
    xml: str | None = None
    opened: bool = False
    tried: str = ""
    comments: tuple[Comment, ...] = ()


def packed(submission: Submission) -> bytes:
    """A submission as the text of a frame."""
    return msgspec.json.encode(submission)


def unpacked(content: bytes) -> Submission:
    """A submission out of the text of a frame."""
    return msgspec.json.decode(content, type=Submission)
