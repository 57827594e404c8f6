// @getodk/xforms-engine in a process of its own:
//
//     node xforms_engine.mjs NODE_MODULES FORM.xml
//
// Goes through the form from top to bottom and asks over standard output what the engine shows
// (talk.py says the lines), again and again until a pass asks nothing new.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const MOST_ATTEMPTS = 200;
const [folder, form] = process.argv.slice(2);
const from = createRequire(join(resolve(folder), "package.json"));
const library = (name) => import(pathToFileURL(from.resolve(name)));

const { JSDOM } = await library("jsdom");
const { window } = new JSDOM("<!doctype html>", { url: "http://localhost/" });
for (const name of Object.getOwnPropertyNames(window)) {
  if (!(name in globalThis)) {
    Object.defineProperty(globalThis, name, { value: window[name], configurable: true });
  }
}
// Its parser of XPath takes node for a module of the older kind, where this name exists.
globalThis.__dirname = "";
const { loadForm } = await library("@getodk/xforms-engine");

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const listen = async () => JSON.parse((await lines.next()).value);
const tell = (message) => process.stdout.write(JSON.stringify(message) + "\n");

const KIND_OF_VALUE = {
  int: "integer",
  decimal: "decimal",
  date: "date",
  time: "time",
  dateTime: "datetime",
  geopoint: "geopoint",
};

const kindOf = (node) => {
  if (node.nodeType === "select") {
    return node.selectType === "select" ? "select_multiple" : "select_one";
  }
  if (node.nodeType === "trigger") return "acknowledge";
  if (node.nodeType === "input") return KIND_OF_VALUE[node.valueType] ?? "text";
  return "other";
};

const geopoint = (text) => {
  const [latitude, longitude, altitude, accuracy] = text.split(" ").map(Number);
  return { latitude, longitude, altitude, accuracy };
};

const put = (node, kind, values) => {
  if (kind === "select_multiple") return node.selectValues(values);
  if (kind === "select_one") return node.selectValue(values[0] ?? null);
  if (kind === "acknowledge") return node.setValue(values.length > 0);
  if (kind === "other") return undefined;
  if (!values.length) return node.setValue(kind === "text" ? "" : null);
  return node.setValue(kind === "geopoint" ? geopoint(values[0]) : values[0]);
};

const refused = (node) => node.validationState.violation !== null;

class Walk {
  done = new Set();
  unanswered = new Set();

  async pass(root) {
    const before = this.done.size;
    await this.children(root);
    return this.done.size > before;
  }

  async children(node) {
    for (const child of [...node.currentState.children]) {
      if (child.currentState.relevant) await this.node(child);
    }
  }

  async node(node) {
    if (node.nodeType.startsWith("repeat-range")) return this.repeat(node);
    if (node.currentState.children !== null) return this.children(node);
    if (node.nodeType === "model-value" || node.nodeType === "note") return undefined;
    return this.question(node);
  }

  async repeat(range) {
    const members = () => range.currentState.children;
    for (let i = 0; ; i += 1) {
      if (i === members().length && !(await this.another(range, i))) return;
      if (members()[i].currentState.relevant) await this.children(members()[i]);
    }
  }

  async another(range, i) {
    if (range.nodeType !== "repeat-range:uncontrolled") return false;
    const path = `${range.currentState.reference}[${i + 1}]`;
    if (this.done.has(path)) return false;
    this.done.add(path);
    tell({ ask: "another", path });
    if (!(await listen()).another) return false;
    range.addInstances();
    return true;
  }

  async question(node) {
    const path = node.currentState.reference;
    if (this.done.has(path) || node.currentState.readonly) return;
    this.done.add(path);
    const kind = kindOf(node);
    const options = (node.currentState.valueOptions ?? []).map((option) => option.value);
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
      tell({ ask: "question", path, kind, required: node.currentState.required, options, attempt });
      const { values } = await listen();
      put(node, kind, values);
      if (!refused(node)) return;
      if (!values.length) break;
    }
    this.unanswered.add(path);
    put(node, kind, []);
  }
}

const text = (node) => {
  const options = node.nodeType === "select" ? node.currentState.valueOptions : [];
  return [
    node.currentState.label?.asString ?? "",
    ...options.map((option) => `${option.value}=${option.label.asString}`),
  ].join("\n");
};

const screens = (node, found) => {
  for (const child of node.currentState.children) {
    if (!child.currentState.relevant || child.nodeType === "model-value") continue;
    if (child.currentState.children !== null) screens(child, found);
    else found[child.currentState.reference] = text(child);
  }
  return found;
};

const interview = async (loaded, name) => {
  const { root } = loaded.createInstance();
  const language = root.languages.find((one) => one.language === name);
  if (name && !language) throw new Error(`no language ${name}`);
  if (name) root.setLanguage(language);
  const walk = new Walk();
  while (await walk.pass(root));
  const payload = await root.prepareInstancePayload();
  const xml = await payload.data[0].get("xml_submission_file").text();
  tell({ ask: "filled", xml, screens: screens(root, {}), unanswered: [...walk.unanswered].sort() });
};

const text_of_form = readFileSync(form, "utf8");
const read = new Map();
const loaded = async (chance) => {
  const drawn = text_of_form.replaceAll(/\brandom\(\s*\)/g, String(chance));
  if (!read.has(drawn)) {
    const found = await loadForm(drawn);
    if (found.status === "failure") throw found.error;
    read.set(drawn, found);
  }
  return read.get(drawn);
};

for (;;) {
  const { value, done } = await lines.next();
  if (done) break;
  const start = JSON.parse(value);
  try {
    await interview(await loaded(start.chance), start.language);
  } catch (error) {
    read.clear();
    tell({ ask: "failed", text: String(error.message ?? error) });
  }
}
process.exit(0);
