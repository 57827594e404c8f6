"""The other form, three repeats deep, in Portuguese and Arabic, through a life on the server.

Interviews are sent, edited so that a row in the middle goes, deleted, restored, and a new version
drops a question and adds one. After each pull the tables are what the test wrote down itself.
"""

import random
from dataclasses import replace

import pytest

from tests.collect.form.other_form import Book, row

TABLES = ("pessoa", "tarefa", "pagamento")
VILLAGES = {"norte": ("porto", "serra"), "sul": ("praia",)}


def xform_of(book, path):
    from pyxform.xls2xform import convert

    return convert(xlsform=str(book.write(path)), validate=False, warnings=[]).xform


def second_version():
    book = Book()
    book.survey.remove(book.q("hectares"))
    book.after("valor", row("text", "moeda", "Em que moeda?", "بأي عملة؟"))
    book.settings[0]["version"] = "2026-03"
    return book


class Life:
    """Interviews on a server, and what each must be in the tables."""

    def __init__(self, central, seed):
        self.central, self.rng, self.truth, self.version = central, random.Random(seed), {}, 1
        self.edits = 0

    @property
    def form(self):
        return self.central.form("trabalho_familia")

    def invented(self):
        rng = self.rng
        region = rng.choice([*VILLAGES])
        people = [
            {"nome": f"Nome {rng.randrange(99)}", "idade": rng.randrange(90), "tarefa": [
                {"horas": rng.choice([None, rng.randrange(80)]),
                 "perigos": rng.choice([None, "po", "peso po", "98"]), "pagamento": [
                     {"valor": rng.randrange(400) / 4, "dia": f"2026-0{rng.randrange(1, 9)}-11",
                      "moeda": rng.choice([None, "دينار", "escudo"])}
                     for _ in range(rng.randrange(3))]}
                for _ in range(rng.randrange(3))]}
            for _ in range(rng.randrange(4))
        ]  # fmt: skip
        land = rng.choice([None, rng.randrange(1, 99) / 2])
        place = {"regiao": region, "vila": rng.choice(VILLAGES[region])}
        return place | {"hectares": land, "pessoa": people}

    def send(self):
        id_ = f"uuid:{self.rng.getrandbits(128):032x}"
        told = self.told(self.invented())
        self.central.submit(self.xml(told, id_))
        self.truth[id_] = told

    def told(self, tree):
        """What a phone with the newest form can tell."""
        gone = ("hectares",) if self.version == 2 else ("moeda",)
        return without(tree, gone)

    def edit(self):
        id_ = self.rng.choice(sorted(self.live()))
        one = self.form.submissions[id_]
        tree = self.told(self.truth[id_])
        for rows in (tree["pessoa"], *(person["tarefa"] for person in tree["pessoa"])):
            if rows:
                del rows[len(rows) // 2]
        self.edits += 1
        new = f"uuid:edit{self.edits}"
        xml = self.xml(tree, new).replace(
            "</orx:instanceID>",
            f"</orx:instanceID><orx:deprecatedID>{one.now.instance_id}</orx:deprecatedID>",
        )
        self.central.submit(xml)
        self.truth[id_] = tree

    def live(self):
        return {id_ for id_, one in self.form.submissions.items() if not one.deleted_at}

    def delete(self):
        self.central.delete(self.form.submissions[self.rng.choice(sorted(self.live()))], self.form)

    def restore(self):
        gone = sorted(self.form.submissions.keys() - self.live())
        self.central.restore(self.form.submissions[gone[0]], self.form)

    def xml(self, tree, instance):
        said = {"1": "2026-02", "2": "2026-03"}[str(self.version)]
        people = "".join(self.person(one) for one in tree["pessoa"])
        rest = leaf("hectares", tree) if "hectares" in tree else ""
        return (
            f'<data xmlns:orx="http://openrosa.org/xforms" id="trabalho_familia" version="{said}">'
            f"<hoje>2026-11-02</hoje>{leaf('regiao', tree)}{leaf('vila', tree)}<acordo>1</acordo>"
            f"<conversa><n_pessoas>{len(tree['pessoa'])}</n_pessoas>{people}"
            f"<dificuldade>4</dificuldade><terra>1</terra>{rest}</conversa>"
            f"<orx:meta><orx:instanceID>{instance}</orx:instanceID></orx:meta></data>"
        )

    def person(self, one):
        tasks = "".join(
            f"<tarefa>{leaf('horas', task)}{leaf('perigos', task)}"
            + "".join("<pagamento>" + "".join(leaf(name, pay) for name in pay) + "</pagamento>"
                      for pay in task["pagamento"])
            + "</tarefa>"
            for task in one["tarefa"]
        )  # fmt: skip
        return f"<pessoa>{leaf('nome', one)}{leaf('idade', one)}{tasks}</pessoa>"

    def wanted(self):
        """Rows of each table, of what is not deleted."""
        found = {name: [] for name in ("main", *TABLES)}
        for id_ in self.live():
            tree, tasks, pays = self.truth[id_], 0, 0
            found["main"].append((id_, tree["regiao"], tree["vila"], tree.get("hectares")))
            for n, one in enumerate(tree["pessoa"], 1):
                found["pessoa"].append((id_, n, one["idade"]))
                for task in one["tarefa"]:
                    tasks += 1
                    chosen = task["perigos"]
                    dust = None if chosen is None else "po" in chosen.split()
                    found["tarefa"].append((id_, tasks, n, task["horas"], dust))
                    for pay in task["pagamento"]:
                        pays += 1
                        said = (pay["valor"], pay["dia"], pay.get("moeda"))
                        found["pagamento"].append((id_, pays, tasks, *said))
        return {name: sorted(rows, key=repr) for name, rows in found.items()}


def leaf(name, tree):
    value = tree.get(name)
    return f"<{name}/>" if value is None else f"<{name}>{value}</{name}>"


def without(tree, names):
    """The same without some answers."""
    if isinstance(tree, list):
        return [without(one, names) for one in tree]
    if isinstance(tree, dict):
        return {key: without(one, names) for key, one in tree.items() if key not in names}
    return tree


COLUMNS = {
    "main": ["_id", "regiao", "vila", "hectares"],
    "pessoa": ["_id", "_row", "idade"],
    "tarefa": ["_id", "_row", "_parent_row", "horas", "perigos/po"],
    "pagamento": ["_id", "_row", "_parent_row", "valor", "dia", "moeda"],
}


def tables(desk, live):
    import polars as pl

    found = {}
    for name, columns in COLUMNS.items():
        frame = desk.table(name).filter(pl.col("_id").is_in(sorted(live)))
        missing = [pl.lit(None).alias(one) for one in columns if one not in frame.columns]
        frame = frame.with_columns(*missing).with_columns(pl.selectors.date().cast(pl.String))
        found[name] = sorted(frame.select(columns).rows(), key=repr)
    return found


@pytest.mark.parametrize("xml", ["all", "needed"])
def test_a_life_on_the_server_is_in_the_tables_after_each_pull(desk, tmp_path, xml):
    desk.settings = replace(
        desk.settings, form="trabalho_familia", identifiers=("nome",), not_identifiers=(), page=7
    )
    desk.central.publish(xform_of(Book(), tmp_path / "first.xlsx"))
    life = Life(desk.central, 11)
    for step in range(8):
        for _ in range(6):
            life.send()
        for _ in range(2 if step else 0):
            life.edit()
        if step % 2:
            life.delete()
            life.delete()
        if step in (4, 6):
            life.restore()
        if step == 5:
            desk.central.publish(xform_of(second_version(), tmp_path / "second.xlsx"))
            life.version = 2
        found = desk.pull(xml=xml)
        assert set(desk.codes(found)) <= {"deleted-unseen"}
        assert tables(desk, life.live()) == life.wanted()
    assert desk.pull(xml=xml).requests <= 3
    assert "nome" not in desk.table("pessoa").columns
