"""The stand-in says what the real server said, and replays all of it."""

from tests.standin.alike import plain
from tests.standin.continued import continued
from tests.standin.recordings import recordings
from tests.standin.replay import Replay


def test_every_recorded_exchange_is_replayed_as_recorded():
    replay = Replay()
    for one in recordings():
        given = {}
        body = replay(
            {"REQUEST_METHOD": one.method, "REQUEST_URI": one.target},
            lambda status, headers, given=given: given.update(status=status, headers=headers),
        )
        assert b"".join(body) == one.answer
        assert given["status"].startswith(str(one.status or 502))
    assert len(replay.given) == 502


def test_what_goes_on_says_what_the_recorded_server_said():
    """The same status and the same body, but for names and times made at random."""
    same, times_alone, else_ = 0, [], []
    for said in continued():
        theirs = said.exchange
        if (said.status, plain(said.body, True)) == (theirs.status, plain(theirs.answer, True)):
            same += 1
        elif (said.status, plain(said.body, False)) == (theirs.status, plain(theirs.answer, False)):
            times_alone.append(theirs.id)
        else:
            else_.append(theirs.id)
    assert else_ == []
    assert same >= 230
    assert len(times_alone) <= 30  # a comment or a version is stamped some milliseconds later
