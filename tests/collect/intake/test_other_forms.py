"""Another form: three repeats deep, in groups, in Portuguese and Arabic; and hostile rows."""

import random
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure87.collect.form.interviews.columns import frame_of
from measure87.collect.form.interviews.layout import layout_of
from measure87.collect.form.interviews.rows import About, Filling
from measure87.collect.form.interviews.trees import Trees, odata_name
from measure87.collect.form.model import Choice, ChoiceList, Form, Question, Section
from measure87.collect.form.safe_xml import read_xml
from tests.standin.odata import sanitised


def form_xml():
    """Casa > morador > tarefa > pagamento: groups between, and element names in Arabic."""
    return """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Trabalho</h:title><model><itext>
<translation lang="Português (pt)"><text id="perigo-0"><value>Pó</value></text></translation>
<translation lang="العربية (ar)"><text id="perigo-0"><value>غبار</value></text></translation>
</itext>
<instance><data id="trabalho" version="3"><inicio/><المنطقة/><casa><bloco><morador jr:template="">
<idade/><tarefa jr:template=""><horas/><pausa><pagamento jr:template=""><valor/><perigos/>
</pagamento></pausa></tarefa></morador></bloco></casa><meta><instanceID/></meta></data></instance>
<instance id="perigo"><root><item><itextId>perigo-0</itextId><name>pó</name></item>
<item><name>غبار</name></item></root></instance>
<bind nodeset="/data/inicio" type="date"/><bind nodeset="/data/المنطقة" type="string"/>
<bind nodeset="/data/casa/bloco/morador/idade" type="int"/>
<bind nodeset="/data/casa/bloco/morador/tarefa/horas" type="int"/>
<bind nodeset="/data/casa/bloco/morador/tarefa/pausa/pagamento/valor" type="decimal"/>
</model></h:head>
<h:body><input ref="/data/inicio"/><input ref="/data/المنطقة"/>
<group ref="/data/casa"><group ref="/data/casa/bloco"><group ref="/data/casa/bloco/morador">
<repeat nodeset="/data/casa/bloco/morador"><input ref="/data/casa/bloco/morador/idade"/>
<group ref="/data/casa/bloco/morador/tarefa"><repeat nodeset="/data/casa/bloco/morador/tarefa">
<input ref="/data/casa/bloco/morador/tarefa/horas"/>
<group ref="/data/casa/bloco/morador/tarefa/pausa/pagamento">
<repeat nodeset="/data/casa/bloco/morador/tarefa/pausa/pagamento">
<input ref="/data/casa/bloco/morador/tarefa/pausa/pagamento/valor"/>
<select ref="/data/casa/bloco/morador/tarefa/pausa/pagamento/perigos">
<itemset nodeset="instance('perigo')&#47;root/item"><value ref="name"/></itemset></select>
</repeat></group></repeat></group></repeat></group></group></group></h:body></h:html>"""


def invented(rng, number):
    """An interview as XML, and what its tables must hold, written down as it is made."""
    id_ = f"uuid:{number:08d}"
    rows = {"morador": [], "tarefa": [], "pagamento": []}
    inner = ""
    for _ in range(rng.randrange(4)):
        age = rng.randrange(90)
        rows["morador"].append((id_, len(rows["morador"]) + 1, age))
        person, tasks = len(rows["morador"]), ""
        for _ in range(rng.randrange(3)):
            hours = rng.choice([None, rng.randrange(60)])
            rows["tarefa"].append((id_, len(rows["tarefa"]) + 1, person, hours))
            task, pays = len(rows["tarefa"]), ""
            for _ in range(rng.randrange(3)):
                pay = rng.choice([None, rng.randrange(1000) / 4])
                chosen = rng.choice(["", "pó", "غبار pó"])
                flags = (None, None) if not chosen else ("pó" in chosen, "غبار" in chosen)
                rows["pagamento"].append((id_, len(rows["pagamento"]) + 1, task, pay, *flags))
                pays += (
                    f"<pagamento><valor>{'' if pay is None else pay}</valor>"
                    f"<perigos>{chosen}</perigos></pagamento>"
                )
            said = "" if hours is None else hours
            tasks += f"<tarefa><horas>{said}</horas><pausa>{pays}</pausa></tarefa>"
        inner += f"<morador><idade>{age}</idade>{tasks}</morador>"
    xml = (
        f'<data id="trabalho" version="3"><inicio>2031-03-03</inicio><المنطقة>حي {number}</المنطقة>'
        f"<casa><bloco>{inner}</bloco></casa><meta><instanceID>{id_}</instanceID></meta></data>"
    )
    return xml, rows


@pytest.mark.parametrize("xml", ["all", "needed"])
def test_three_repeats_deep_in_portuguese_and_arabic(desk, xml):
    rng = random.Random(5)
    desk.central.publish(form_xml())
    truth = {"morador": [], "tarefa": [], "pagamento": []}
    for number in range(40):
        sent, rows = invented(rng, number)
        desk.central.submit(sent)
        for name in truth:
            truth[name] += rows[name]
    desk.settings = replace(desk.settings, form="trabalho", identifiers=(), not_identifiers=())
    desk.pull(xml=xml)
    for name, rows in truth.items():
        assert desk.table(name).rows() == sorted(rows)
    assert desk.table()["المنطقة"].to_list() == [f"حي {n}" for n in range(40)]
    assert desk.table("pagamento").columns[-2:] == ["perigos/pó", "perigos/غبار"]
    assert desk.table()["inicio"].dtype == pl.Date


def test_two_names_that_odata_makes_one_are_read_from_the_xml(desk):
    xml = (
        form_xml()
        .replace("<المنطقة/>", "<المنطقة/><العمر/>")
        .replace('<input ref="/data/inicio"/>', '<input ref="/data/العمر"/>')
    )
    desk.central.publish(xml)
    sent, _ = invented(random.Random(1), 1)
    desk.central.submit(sent.replace("<casa>", "<العمر>40</العمر><casa>"))
    desk.settings = replace(desk.settings, form="trabalho", identifiers=(), not_identifiers=())
    desk.pull(xml="needed")
    assert desk.table().select("المنطقة", "العمر").rows() == [("حي 1", "40")]


@given(st.text("abzAZ09_-.éñع ", min_size=1, max_size=12))
def test_names_of_odata_are_made_as_the_server_makes_them(name):
    assert odata_name(name) == sanitised(name)


_INNER = Section("r", (Question("x", "text"),), repeats=True)
FORM = Form(
    "f", "1", {}, ("en",), (ChoiceList("l", (Choice("a"), Choice("b"))),),
    (
        Question("n", "integer"), Question("d", "decimal"), Question("day", "date"),
        Question("t", "text"), Question("m", "select_multiple", choices="l"),
        Question("who", "text", identifier=True), Question("_odd", "text"),
        Section("g", (Question("t", "text"),)),
        Section("r", (Question("n", "integer"), _INNER), repeats=True),
    ),
)  # fmt: skip
ABOUT = About("uuid:1", "2031-03-05T09:00:00.000Z", None, "1", "s", None, 0, deleted=False)


def test_two_questions_of_one_name_and_two_repeats_of_one_name_stay_apart():
    layout = layout_of([FORM])
    assert [one.name for one in layout.fields] == [
        "n", "d", "day", "t", "m", "who", "q_odd", "g.t",
    ]  # fmt: skip
    assert [one.name for one in layout] == ["main", "r", "r_"]


LEAF = st.none() | st.text(max_size=8) | st.integers() | st.floats() | st.booleans()
KEYS = st.sampled_from(["n", "d", "day", "t", "m", "who", "g", "r", "x"])
TREES = st.recursive(LEAF, lambda t: st.lists(t, max_size=3) | st.dictionaries(KEYS, t, max_size=5))


@settings(deadline=None, max_examples=150)
@given(st.dictionaries(KEYS, TREES, max_size=8))
def test_whatever_a_server_says_is_a_row_and_never_a_crash(tree):
    filling = Filling(layout_of([FORM]))
    filling.add(ABOUT, tree)
    unread = {}
    frames = {name: frame_of(answers, unread) for name, answers in filling.answers.items()}
    assert frames["main"].height == 1
    assert frames["main"]["n"].dtype == pl.Int64
    assert "who" not in frames["main"].columns


@settings(deadline=None)
@given(st.text(max_size=30), st.integers(-(2**70), 2**70), st.floats(allow_nan=False))
def test_what_fits_is_kept_and_what_does_not_is_counted(text, whole, decimal):
    layout = layout_of([FORM])
    shown = "".join(c for c in text if c.isprintable()).replace("<", "").replace("&", "")
    xml = f"<f><n>{whole}</n><d>{decimal!r}</d><t>{shown}</t><day>3 March</day><m>a z</m></f>"
    filling, unread = Filling(layout), {}
    filling.add(ABOUT, Trees(layout).of_xml(read_xml(xml.encode(), "an interview")))
    row = frame_of(filling.answers["main"], unread).row(0, named=True)
    fits = -(2**63) <= whole < 2**63
    assert row["n"] == (whole if fits else None)
    assert unread.get("n", 0) == (not fits)
    assert row["d"] == (decimal if abs(decimal) != float("inf") else None)
    assert row["t"] == (shown or None)
    assert (row["day"], unread["day"]) == (None, 1)
    assert (row["m/a"], row["m/b"], unread["m"]) == (True, False, 1)
