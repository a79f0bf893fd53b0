/** What stands where in the picture of an outcome: numbers and texts, before anything is drawn. */

import { placeOf, ticks } from "./axis.js";
import { heights, outline, windowOf } from "./bars.js";
import { differsAnywhere, inSameWorlds } from "./differences.js";
import { chanceInWords, ends, number, outcome, range, share, short } from "./written.js";
import { say } from "../text/words.js";

/** @typedef {import("../types.d.ts").Page} Page */
/** @typedef {import("../types.d.ts").Answers} Answers */
/** @typedef {import("../types.d.ts").Summary} Summary */
/** @typedef {import("./bars.js").Histogram} Histogram */
/** @typedef {{ from: number, to: number, low: string, high: string, mean: number | null }} Band */
/** @typedef {{ from: number, to: number, text: string, up: number }} Bracket */
/** @typedef {{ summary: Summary, histogram: Histogram, middle: number }} Told */

/**
 * @typedef {object} Plot
 * @property {number} width
 * @property {number} height
 * @property {number} ground where the bars stand
 * @property {string} live outline of the histogram
 * @property {string} ghost outline of the unchanged one; empty where nothing changed
 * @property {Band} band
 * @property {Band | null} was
 * @property {number} median
 * @property {number | null} breakEven
 * @property {Bracket[]} published
 * @property {{ at: number, text: string }[]} ticks
 */

const SIDE = 12; // beside the axes
const TOP = 8;
const STRIP = 22; // for each published range
const BARS = 190;
const BANDS = 26; // for each range below the bars
const AXIS = 26; // for numbers below
export const LETTER = 7.5; // about how wide a letter is
const LEAST = 320;

/**
 * Where everything stands in a picture so wide.
 * @param {Page} page @param {Answers} answers @param {Answers} before @param {string} name @param {number} wide
 * @returns {Plot | null}
 */
export function plotOf(page, answers, before, name, wide) {
  const now = told(answers, name);
  if (!now) return null;
  const former = told(before, name);
  const was = former && differsAnywhere(now.summary, former.summary, inSameWorlds(answers, before)) ? former : null;
  const published = publishedOf(page, name);
  const reference = page.outcomes[name]?.reference ?? null;
  const marks = [...published.flatMap((one) => [one.low, one.high]), ...(reference === null ? [] : [reference])];
  const [left, right] = windowAround(former ? [now, former] : [now], marks);
  const width = Math.max(LEAST, wide);
  const ground = TOP + STRIP * published.length + BARS;
  const highest = Math.max(...[now, ...(was ? [was] : [])].flatMap((one) => heights(one.histogram))) || 1;
  const across = (/** @type {number} */ value) => SIDE + placeOf(value, left, right) * (width - 2 * SIDE);
  const up = (/** @type {number} */ height) => ground - (height / highest) * BARS;
  return {
    width,
    height: ground + BANDS * (was ? 2 : 1) + AXIS,
    ground,
    live: outline(now.histogram, across, up),
    ghost: was ? outline(was.histogram, across, up) : "",
    band: bandOf(page, now, across),
    was: was && bandOf(page, was, across),
    median: across(now.summary.median.value),
    breakEven: reference !== null && left <= reference && reference <= right ? across(reference) : null,
    published: published.map(({ low, high, text }, place) => {
      return { from: across(low), to: across(high), text, up: TOP + STRIP * (place + 0.5) };
    }),
    ticks: ticksOf(page, left, right, width, across),
  };
}

/**
 * What answers say of an outcome that can be drawn.
 * @param {Answers} answers @param {string} name @returns {Told | null}
 */
function told(answers, name) {
  const [summary, histogram] = [answers.summaries[name], answers.histograms[name]];
  if (!summary || !histogram) return null;
  return { summary, histogram: seen(histogram), middle: middleOf(answers, name)?.value ?? NaN };
}

/** What is average: of the ratio that of the means. @param {Answers} answers @param {string} name */
export function middleOf(answers, name) {
  return name === "bcr" ? answers.ratioOfMeans : (answers.summaries[name]?.mean ?? null);
}

/** A histogram whose bars have a width, also where every world has the same number. @param {Histogram} histogram */
function seen(histogram) {
  if (histogram.width > 0) return histogram;
  const width = Math.abs(histogram.left) / 100 || 1 / 100;
  const count = histogram.counts.reduce((sum, one) => sum + one, 0);
  return { left: histogram.left - width / 2, width, counts: [count] };
}

/** One window for all. @param {Told[]} all @param {number[]} marks @returns {[number, number]} */
function windowAround(all, marks) {
  const windows = all.map(({ summary, histogram }) => windowOf(histogram, summary, marks));
  return [Math.min(...windows.map(([low]) => low)), Math.max(...windows.map(([, high]) => high))];
}

/** @param {Page} page @param {Told} one @param {(value: number) => number} across @returns {Band} */
function bandOf(page, { summary, middle }, across) {
  const [low, high] = ends(page, summary);
  const mean = Number.isFinite(middle) ? across(middle) : null;
  return { from: across(summary.low.value), to: across(summary.high.value), low, high, mean };
}

/**
 * Round numbers, no more than stand beside each other.
 * @param {Page} page @param {number} left @param {number} right @param {number} width
 * @param {(value: number) => number} across
 */
function ticksOf(page, left, right, width, across) {
  for (let most = 6; most > 0; most -= 1) {
    const { at, decimals } = ticks(left, right, most);
    const written = at.map((value) => ({ at: across(value), text: number(page, value, decimals) }));
    const letters = Math.max(...written.map((tick) => tick.text.length)) + 2;
    const apart = written.length > 1 ? (written[1]?.at ?? 0) - (written[0]?.at ?? 0) : width;
    if (letters * LETTER <= apart || most === 1) return written;
  }
  return [];
}

/** The published ranges of an outcome, each once. @param {Page} page @param {string} name */
export function publishedOf(page, name) {
  /** @type {Map<string, { low: number, high: number, text: string }>} */
  const found = new Map();
  for (const { outcome: of, low, high } of page.published) {
    const [from, to] = [low, high].map((end) => plain(page, end));
    const text = low === high ? (from ?? "") : say(page, "word.to", { low: from ?? "", high: to ?? "" });
    if (of === name) found.set(text, { low, high, text });
  }
  return [...found.values()].slice(0, 3);
}

/** A number as somebody wrote it. @param {Page} page @param {number} value */
function plain(page, value) {
  const written = Math.abs(value).toFixed(6).replace(/0+$/, "");
  return number(page, value, (written.split(".")[1] ?? "").length);
}

/**
 * The picture in a sentence or two, for who does not see it.
 * @param {Page} page @param {Answers} answers @param {Answers} before @param {string} name
 */
export function pictureInWords(page, answers, before, name) {
  const summary = answers.summaries[name];
  const former = before.summaries[name];
  if (!summary) return "";
  const mass = share(page, { value: page.score.mass, error: 0 });
  const fields = {
    outcome: outcome(page, name),
    range: range(page, summary),
    share: mass,
    median: short(page, summary.median),
  };
  const said = [say(page, "living.picture", fields)];
  if (former && differsAnywhere(summary, former, inSameWorlds(answers, before))) {
    said.push(say(page, "living.picture_before", { range: range(page, former) }));
  }
  for (const one of publishedOf(page, name)) said.push(say(page, "living.picture_published", { range: one.text }));
  const likely = isOfMoney(page, name) ? answers.chances["npv"] : undefined;
  if (likely) said.push(say(page, "living.picture_chance", { share: chanceInWords(page, likely) }));
  return said.join(" ");
}

/** Whether break-even is where benefits equal costs. @param {Page} page @param {string} name */
export function isOfMoney(page, name) {
  return (name === "npv" || name === "bcr") && (page.outcomes[name]?.reference ?? null) !== null;
}
