"use strict";
// Words come from the chosen language; answers are the state of the fields and outlive the change.
const content = JSON.parse(document.getElementById("content").textContent);
const cases = Object.keys(content.people);
let words;

function element(name, options = {}, children = []) {
  const made = document.createElement(name);
  const { text, key, values, ...attributes } = options;
  if (text !== undefined) made.textContent = text;
  if (key !== undefined) {
    made.dataset.text = key;
    if (values) made.dataset.values = JSON.stringify(values);
  }
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

function filled(key, values = {}) {
  return words.texts[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function cardOf(number, position) {
  const [who, ...others] = content.people[number];
  const id = `card-${position}`;
  const parts = [
    element("h2", { id, key: "case", values: { case: number } }),
    element("p", { class: "who", lang: "en", dir: "ltr", text: who }),
  ];
  if (others.length) {
    parts.push(element("h3", { key: "lives_with" }));
    parts.push(element("ul", { lang: "en", dir: "ltr" }, others.map((text) => element("li", { text }))));
  }
  parts.push(element("div", { class: "told" }));
  const choices = content.options.map((option) => {
    const radio = element("input", { type: "radio", name: id, value: option });
    return element("label", {}, [radio, " ", element("span", { key: option })]);
  });
  parts.push(element("fieldset", {}, [element("legend", { key: "question" }), ...choices]));
  const area = element("textarea", { id: `${id}-why`, "aria-describedby": `${id}-hint` });
  parts.push(element("label", { for: `${id}-why`, key: "why" }), element("br"), area, element("br"));
  parts.push(element("small", { id: `${id}-hint`, key: "why_hint" }));
  return element("section", { class: "card", "aria-labelledby": id }, parts);
}

function tell(place, groups) {
  place.replaceChildren();
  for (const [job, lines] of groups) {
    const title = job ? filled("about_job", { job }) : filled("about_person");
    const rows = lines.map(([what, answer]) =>
      element("div", {}, [element("dt", { text: what }), element("dd", { text: answer })]));
    place.append(element("h3", { text: title }), element("dl", {}, rows));
  }
}

function speak(code) {
  words = content.languages[code];
  document.documentElement.lang = code;
  document.documentElement.dir = words.direction;
  document.title = words.texts.title;
  for (const one of document.querySelectorAll("[data-text]")) {
    one.textContent = filled(one.dataset.text, JSON.parse(one.dataset.values ?? "{}"));
  }
  document.getElementById("measure").textContent = words.measure;
  document.getElementById("definition").textContent = words.definition;
  document.getElementById("in-english").hidden = code === "en";
  document.getElementById("not-reviewed").hidden = words.reviewed;
  document.querySelectorAll(".told").forEach((place, i) => tell(place, words.cards[cases[i]]));
  prepare();
}

function answers() {
  return cases.flatMap((number, position) => {
    const chosen = document.querySelector(`input[name="card-${position}"]:checked`);
    const why = document.getElementById(`card-${position}-why`).value.trim();
    return chosen ? [{ case: number, answer: chosen.value, ...(why && { why }) }] : [];
  });
}

function prepare() {
  const given = answers();
  const name = document.getElementById("name").value.trim();
  const file = { ...content.file, ...(name && { name }), answers: given };
  const text = encodeURIComponent(JSON.stringify(file, null, 1));
  document.getElementById("download").href = `data:application/json;charset=utf-8,${text}`;
  document.getElementById("progress").textContent =
    filled("progress", { done: given.length, all: cases.length });
}

const choice = document.getElementById("language");
for (const [code, one] of Object.entries(content.languages)) {
  choice.append(element("option", { value: code, lang: code, text: one.name }));
}
choice.value = content.first;
document.getElementById("cards").append(...cases.map(cardOf));
choice.addEventListener("change", () => speak(choice.value));
document.addEventListener("input", (event) => event.target === choice || prepare());
speak(content.first);
