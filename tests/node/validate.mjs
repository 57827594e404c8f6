// Says of each JSON document whether its schema holds, by ajv:
//
//     node validate.mjs < cases
//
// A case a line, {"schema": path, "document": ...}; a line each, "" or the first fault.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import Ajv from "ajv/dist/2020.js";

const validators = new Map();
const validator = (path) => {
  if (!validators.has(path)) {
    const schema = JSON.parse(readFileSync(path, "utf8"));
    validators.set(path, new Ajv({ strict: true, allowUnionTypes: true }).compile(schema));
  }
  return validators.get(path);
};

for await (const line of createInterface({ input: process.stdin })) {
  const { schema, document } = JSON.parse(line);
  const holds = validator(schema);
  const fault = holds(document) ? "" : `${holds.errors[0].instancePath} ${holds.errors[0].message}`;
  console.log(JSON.stringify(fault));
}
