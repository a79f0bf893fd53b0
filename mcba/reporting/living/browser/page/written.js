/** Estimates in words, as sentences of the page have them. */

import { decimalsOfCertain, decimalsOfEnds, numberText, shortDecimals } from "../text/numbers.js";
import { say } from "../text/words.js";

/** @typedef {import("../types.d.ts").Page} Page */
/** @typedef {import("../types.d.ts").Estimate} Estimate */
/** @typedef {import("../types.d.ts").Summary} Summary */

const SAME = 1e-12; // of a number: a smaller difference is rounding

/**
 * A number with so many decimals; where it has no end, words.
 * @param {Page} page @param {number} value @param {number} decimals
 */
export function number(page, value, decimals) {
  if (Number.isFinite(value)) return numberText(page.numbers, value, decimals);
  return say(page, value > 0 ? "decide.no_end" : "decide.none");
}

/** An estimate in two or three digits. @param {Page} page @param {Estimate} estimate */
export function short(page, estimate) {
  if (estimate.error === 0) return number(page, estimate.value, decimalsOfCertain(estimate.value));
  return number(page, estimate.value, shortDecimals(estimate.value, estimate.error));
}

/** The same with its sign. @param {Page} page @param {Estimate} estimate */
export function signed(page, estimate) {
  return `${estimate.value > 0 ? "+" : ""}${short(page, estimate)}`;
}

/** Low and high, as a sentence has them. @param {Page} page @param {Summary} summary @returns {[string, string]} */
export function ends(page, summary) {
  const { low, high } = summary;
  const places = decimalsOfEnds(low.value, high.value, low.error, high.error);
  return [number(page, low.value, places[0]), number(page, high.value, places[1])];
}

/** From low to high; the one number where no world changes it. @param {Page} page @param {Summary} summary */
export function range(page, summary) {
  if (isConstant(summary)) return number(page, summary.median.value, decimalsOfCertain(summary.median.value));
  const [low, high] = ends(page, summary);
  return say(page, "word.to", { low, high });
}

/** A share in percent. @param {Page} page @param {Estimate} estimate */
export function share(page, estimate) {
  const value = 100 * estimate.value;
  return `${number(page, value, shortDecimals(value, 100 * estimate.error, [0, 100]))}${page.numbers.percent}`;
}

/**
 * A share in percent, and what is left of the whole: together a hundred as they are written.
 * @param {Page} page @param {Estimate} estimate @returns {[string, string]}
 */
export function shares(page, estimate) {
  if (estimate.value === 0 || estimate.value === 1)
    return [chance(page, estimate), chance(page, { value: 1 - estimate.value, error: 0 })];
  const places = shortDecimals(100 * estimate.value, 100 * estimate.error, [0, 100]);
  const shown = Number((100 * estimate.value).toFixed(Math.max(0, places)));
  return [share(page, estimate), `${number(page, 100 - shown, places)}${page.numbers.percent}`];
}

/**
 * A share of the worlds: all or none of them where no world says otherwise.
 * @param {Page} page @param {Estimate} estimate
 */
export function chance(page, estimate) {
  if (estimate.value === 0) return say(page, "word.no_worlds");
  return estimate.value === 1 ? say(page, "word.all_worlds") : share(page, estimate);
}

/** The same in a sentence. @param {Page} page @param {Estimate} estimate */
export function chanceInWords(page, estimate) {
  const isSure = estimate.value === 0 || estimate.value === 1;
  return isSure ? chance(page, estimate) : say(page, "word.of_worlds", { share: share(page, estimate) });
}

/** An outcome with its unit behind it. @param {Page} page @param {string} name */
export function outcome(page, name) {
  const { label, unit } = page.outcomes[name] ?? { label: name, unit: "" };
  return unit ? `${label} (${unit})` : label;
}

/** Whether no world changes a number. @param {Summary} summary */
export function isConstant(summary) {
  const most = SAME * Math.max(Math.abs(summary.low.value), Math.abs(summary.high.value));
  return Number.isFinite(most) && summary.high.value - summary.low.value <= most && summary.mean.error <= most;
}

/** A text with a capital. @param {string} text */
export function capital(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
