/** What the sliders of an assumption stand for: values of sliders become changes, and changes values. */

import { refused } from "../drawing/families.js";

/** @typedef {import("../types.d.ts").Control} Control */
/** @typedef {import("../types.d.ts").Change} Change */
/** @typedef {import("../types.d.ts").Slider} Slider */
/** @typedef {Slider["key"]} Key */

/** The parameters as they stand after a change.
 * @param {Control} control @param {Change | undefined} change */
function parametersOf(control, change) {
  return change?.kind === "parameters" ? change.values : control.parameters;
}

/** @param {Record<string, number>} values */
function centreOf(values) {
  return values.mean ?? values.mode ?? (values.low + values.high) / 2;
}

/**
 * Where a slider stands.
 * @param {Control} control @param {Change | undefined} change @param {Key} key
 * @returns {number}
 */
export function valueOf(control, change, key) {
  if (change?.kind === "frozen") return key === "spread" ? 0 : change.value;
  if (control.how === "moved") {
    const { times, shift } = change?.kind === "moved" ? change : { times: 1, shift: 0 };
    return key === "spread" ? times : control.base * times + shift;
  }
  const values = parametersOf(control, change);
  if (key === "centre") return centreOf(values);
  if (key !== "spread") return values[key];
  if (values.sd !== undefined) return values.sd;
  return (values.high - values.low) / (control.parameters.high - control.parameters.low);
}

/**
 * The change after a slider was moved; nothing where that is the study's own.
 * @param {Control} control @param {Change | undefined} change @param {Key} key @param {number} value
 * @returns {Change | null}
 */
export function changeTo(control, change, key, value) {
  if (control.sliders.length === 1 || (key === "spread" && value === 0)) {
    return frozen(control, control.sliders.length === 1 ? value : valueOf(control, change, "centre"));
  }
  if (control.how === "moved") return movedTo(control, change, key, value);
  const values = setParameters(control, parametersOf(control, change), key, value);
  const isOwn = Object.entries(control.parameters).every(([name, own]) => Math.abs(values[name] - own) <= 1e-12 * Math.abs(own));
  return isOwn ? null : { kind: "parameters", family: control.family, values };
}

/** @param {Control} control @param {number} value @returns {Change | null} */
function frozen(control, value) {
  return control.sliders.length === 1 && value === control.base ? null : { kind: "frozen", value };
}

/** @param {Control} control @param {Change | undefined} change @param {Key} key @param {number} value @returns {Change | null} */
function movedTo(control, change, key, value) {
  const centre = key === "centre" ? value : valueOf(control, change, "centre");
  const before = change?.kind === "moved" ? change.times : 1;
  const times = key === "spread" ? value : before;
  const shift = centre - times * control.base;
  return times === 1 && shift === 0 ? null : { kind: "moved", times, shift };
}

/** The parameters after one was set; low, mode and high stay in order, and a centre takes all of them along.
 * @param {Control} control @param {Record<string, number>} values @param {Key} key @param {number} value */
function setParameters(control, values, key, value) {
  const next = { ...values };
  if (values.sd !== undefined) {
    next[key === "centre" ? "mean" : "sd"] = value;
    return allowed(control, values, next);
  }
  const centre = centreOf(values);
  if (key === "centre") for (const name of ["low", "mode", "high"]) if (name in next) next[name] += value - centre;
  if (key === "spread") {
    const own = control.parameters;
    const middle = centreOf(own);
    next.low = centre + value * (own.low - middle);
    next.high = centre + value * (own.high - middle);
  }
  if (key === "low") Object.assign(next, { low: value, mode: Math.max(values.mode, value), high: Math.max(values.high, value) });
  if (key === "mode") Object.assign(next, { low: Math.min(values.low, value), mode: value, high: Math.max(values.high, value) });
  if (key === "high") Object.assign(next, { low: Math.min(values.low, value), mode: Math.min(values.mode, value), high: value });
  if (!("mode" in values)) delete next.mode;
  return allowed(control, values, next);
}

/** The parameters where the family has such a member, and those before where it has none.
 * @param {Control} control @param {Record<string, number>} before @param {Record<string, number>} after */
function allowed(control, before, after) {
  return refused(control.family, after) ? before : after;
}
