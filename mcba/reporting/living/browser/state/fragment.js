/** Changes as the end of a link: read as data, never believed. */

import { EXACT, refused } from "../drawing/families.js";
import { none } from "./changes.js";

/** @typedef {import("../types.d.ts").Changes} Changes */
/** @typedef {import("../types.d.ts").Change} Change */
/** @typedef {import("../types.d.ts").Page} Page */

const MARK = "what-if=";
const LONGEST = 20000;
const FARTHEST = 1e15;

/** @param {Changes} changes @returns {string} */
export function toFragment(changes) {
  return `#${MARK}${encodeURIComponent(JSON.stringify(changes))}`;
}

/** The changes that a link says; nothing where it says none, or something that this page cannot have.
 * @param {string} text @param {Page} page @returns {Changes | null} */
export function fromFragment(text, page) {
  if (!text.startsWith(`#${MARK}`) || text.length > LONGEST) return null;
  try {
    return read(JSON.parse(decodeURIComponent(text.slice(MARK.length + 1))), page);
  } catch {
    return null;
  }
}

/** @param {unknown} given @param {Page} page @returns {Changes | null} */
function read(given, page) {
  if (!isRecord(given)) return null;
  const option = one(given.option, ["", ...page.options.map(({ name }) => name)]);
  const scenario = one(given.scenario, ["", ...page.scenarios.map(({ name }) => name)]);
  const { assumptions, choices, without } = given;
  if (option === null || scenario === null || !isRecord(assumptions) || !isRecord(choices)) return null;
  if (!Array.isArray(without)) return null;
  const changes = none(option, scenario);
  for (const control of page.assumptions) {
    const change = Object.hasOwn(assumptions, control.name) ? changeOf(assumptions[control.name], control) : null;
    if (change && !control.locked) changes.assumptions[control.name] = change;
  }
  for (const { name, locked, least, most } of page.choices) {
    const value = Object.hasOwn(choices, name) ? choices[name] : null;
    if (isNumber(value) && !locked && least <= value && value <= most) changes.choices[name] = value;
  }
  changes.without = Object.keys(page.flows).filter((name) => without.includes(name));
  return changes;
}

/** @param {unknown} given @param {Page["assumptions"][number]} control @returns {Change | null} */
function changeOf(given, control) {
  if (!isRecord(given)) return null;
  const { kind, times, shift, value, family, values } = given;
  if (kind === "moved") return isNumber(times) && times > 0 && isNumber(shift) ? { kind, times, shift } : null;
  if (kind === "frozen") return isNumber(value) ? { kind, value } : null;
  if (kind !== "parameters" || typeof family !== "string" || !EXACT.includes(family) || !isRecord(values)) return null;
  const names = Object.keys(values);
  if (family !== control.family || names.length !== Object.keys(control.parameters).length) return null;
  if (!names.every((name) => Object.hasOwn(control.parameters, name) && isNumber(values[name]))) return null;
  const numbers = /** @type {Record<string, number>} */ ({ ...values });
  return refused(family, numbers) ? null : { kind, family, values: numbers };
}

/** @param {unknown} given @returns {given is Record<string, unknown>} */
function isRecord(given) {
  return typeof given === "object" && given !== null && !Array.isArray(given);
}

/** @param {unknown} given @returns {given is number} */
function isNumber(given) {
  return typeof given === "number" && Math.abs(given) < FARTHEST;
}

/** @param {unknown} given @param {string[]} known @returns {string | null} */
function one(given, known) {
  return typeof given === "string" && known.includes(given) ? given : null;
}
