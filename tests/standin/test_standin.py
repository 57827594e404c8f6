"""The stand-in says what the real server said, and replays all of it."""

from tests.standin.alike import plain
from tests.standin.central import Central
from tests.standin.continued import _Names, answered, continued
from tests.standin.recordings import recorded, recordings
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
    assert len(replay.given) == len(recordings())


def test_entities_are_made_changed_and_deleted_as_the_recorded_server_does():
    """Those made by its interface; entities that submissions make are not continued."""
    central, names = Central(), _Names()
    central.actors[5] = "admin@central.example"
    central.entity_list("households", ("address", "people", "geometry"))
    numbers = [342, *range(353, 364), 373, 374, 375, 376]
    for number in numbers:
        one = recorded(number)
        said = answered(central, one, names)
        ours, theirs = (plain(body, False) for body in (said.body, one.answer))
        assert (said.status, ours) == (one.status, theirs), one.label


def test_lists_of_entities_are_made_as_the_recorded_server_does():
    central, names = Central(), _Names()
    for number in (390, 391):
        one = recorded(number)
        said = answered(central, one, names)
        assert said.status == one.status
        assert plain(said.body, False) == plain(one.answer, False), one.label
    assert central.lists[1, "extra_list"].properties == ("size",)


def test_forms_are_made_and_published_in_versions():
    """With the recorded uploads: a workbook, published, then its second version."""
    central, names = Central(), _Names()
    central.actors[5] = "admin@central.example"
    numbers = {15: 200, 16: 409, 17: 200, 18: 200, 19: 404, 25: 200, 27: 404, 273: 200, 274: 200,
               275: 200, 277: 200, 278: 409, 279: 200}  # fmt: skip
    for number, status in numbers.items():
        one = recorded(number)
        said = answered(central, one, names)
        assert said.status == one.status == status, one.label
        if number in (17, 18, 19, 274):
            assert plain(said.body, False) == plain(one.answer, False), one.label
    versions = [one.xform.version for one in central.form().versions]
    assert versions == ["1.0", "1.1", "1.1-b"]


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
