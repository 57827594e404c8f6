"""A made-up language in which every text says that it was translated: longer, and in brackets.

What a page shows outside of brackets is not in the files of the language.
"""

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

from measure87.disseminate.locale import texts
from measure87.disseminate.locale.english import english_texts
from measure87.disseminate.locale.texts import PARTS, PLURAL_BY, root

OPEN, CLOSE = "⟦", "⟧"
LONGER = " ééé"
ARABIC = "العربية "


def pseudo(text, script=""):
    """A text in the made-up language, about a third longer; values in braces stay.

    What has no words is written alike in every language.
    """
    if not re.search(r"[^\W\d_]{2,}", re.sub(r"\{\w+\}|\bna\b|\b2?se\b", "", text)):
        return text
    more = LONGER * (1 + len(text) // 15)
    return f"{OPEN}{script}{text}{more}{CLOSE}"


def translated(value, script=""):
    """Texts within tables and lists, all of them translated."""
    if isinstance(value, dict):
        return {
            key: one if key == PLURAL_BY else translated(one, script) for key, one in value.items()
        }
    if isinstance(value, list):
        return [translated(one, script) for one in value]
    return pseudo(value, script)


def toml(texts, path=()):
    """A table of texts as TOML."""
    lines = [f"\n[{'.'.join(json.dumps(part, ensure_ascii=False) for part in path)}]"]
    tables = {k: v for k, v in texts.items() if isinstance(v, dict) and PLURAL_BY not in v}
    for key, value in texts.items():
        if key not in tables:
            lines.append(f"{json.dumps(key)} = {inline(value)}")
    for key, table in tables.items():
        lines += toml(table, (*path, key)).splitlines()
    return "\n".join(lines[0 if path else 1 :]) + "\n"


def inline(value):
    if isinstance(value, dict):
        parts = (f"{json.dumps(k)} = {inline(v)}" for k, v in value.items())
        return "{ " + ", ".join(parts) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(inline(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def pseudo_language(folder, monkeypatch, code="xx", *, locale="fr", direction="rtl", script=""):
    """Write English and the made-up language into a folder, and have languages read from there."""
    shutil.copytree(Path(str(root)) / "en", folder / "en")
    place = folder / code
    place.mkdir(parents=True)
    head = {
        "code": code,
        "name": pseudo("made up"),
        "locale": locale,
        "direction": direction,
        "numbering": "latn",
        "comma": "، " if direction == "rtl" else ", ",
        "semicolon": "؛ " if direction == "rtl" else "; ",
    }
    (place / "language.toml").write_text(toml(head), "utf-8")
    for part in PARTS:
        content = translated(english_texts(part), script)
        (place / f"{part}.toml").write_text(toml(content), "utf-8")
    monkeypatch.setattr(texts, "root", folder)
    return place


class _Shown(HTMLParser):
    """What a page shows or says aloud, but for what is marked as another language's or is code."""

    apart = frozenset({"style", "script", "code", "bdi"})
    void = frozenset({"meta", "link", "br", "img", "input", "hr"})

    def __init__(self):
        super().__init__()
        self.open, self.texts = [], []

    def handle_starttag(self, tag, attrs):
        about = dict(attrs)
        if tag not in self.void:
            marked = tag != "html" and "lang" in about
            machine = "hash" in (about.get("class") or "").split() or tag == "title"
            self.open.append((tag, marked or machine or tag in self.apart))
        if tag != "meta":
            self.texts += [about[key] for key in ("aria-label", "alt") if key in about]

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not any(apart for _, apart in self.open):
            self.texts.append(data)


def left_over(html):
    """Words of a page that are neither in brackets nor marked as another language's."""
    page = _Shown()
    page.feed(html)
    return words_outside(" ".join(page.texts))


def words_outside(text):
    """Words of three letters and more that are not in brackets, each once."""
    depth, kept = 0, []
    for sign in text:
        depth += (sign == OPEN) - (sign == CLOSE)
        if depth == 0 and sign != CLOSE:
            kept.append(sign)
    return sorted(set(re.findall(r"[^\W\d_]{3,}", "".join(kept))))
