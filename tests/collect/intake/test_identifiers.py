"""The encrypted identifiers: replaced by interview, whatever its id, and the same for the same."""

import json

import pyrage
from hypothesis import given, settings
from hypothesis import strategies as st

from measure87.collect.intake.identifiers_sink import AgeFile
from measure87.collect.intake.identifying import looks_identifying
from measure87.collect.intake.secrets import new_identity

ME = new_identity()
IDS = st.text(max_size=6) | st.text('",\\[a', max_size=5)


def lines(folder):
    me = pyrage.x25519.Identity.from_str(ME.text)
    text = pyrage.decrypt((folder / "identifiers.age").read_bytes(), [me])
    return [json.loads(one) for one in text.splitlines()]


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(IDS, st.text(max_size=5), min_size=1, max_size=6), st.data())
def test_an_interview_is_dropped_whole_and_no_other_is(tmp_path_factory, answers, data):
    folder = tmp_path_factory.mktemp("a")
    gone = data.draw(st.sets(st.sampled_from(sorted(answers))))
    first = AgeFile(folder, ME, keep=False)
    for id_, said in answers.items():
        first.put(id_, ("main", 0), {"name": said})
    first.close()
    second = AgeFile(folder, ME, keep=True)
    second.drop(gone)
    second.close()
    kept = {id_: said["name"] for id_, _, _, said in lines(folder)}
    assert kept == {id_: said for id_, said in answers.items() if id_ not in gone}


def test_nothing_changed_is_nothing_written(tmp_path):
    one = AgeFile(tmp_path, ME, keep=False)
    one.put("a", ("main", 0), {"name": "x"})
    before = one.close()
    again = AgeFile(tmp_path, ME, keep=True)
    again.drop({"b"})
    assert again.close() == before


def test_names_of_questions_that_ask_who_or_where():
    yes = [
        "name",
        "nom_chef",
        "hh_phone",
        "telefone2",
        "GPS_point",
        "اسم_الاب",
        "ФИО_имя",
        "e-mail",
    ]
    no = ["age", "sex", "nominal_wage", "phonetics", "latest_work", "renames", "hours"]
    assert [one for one in yes if not looks_identifying(one)] == []
    assert [one for one in no if looks_identifying(one)] == []
