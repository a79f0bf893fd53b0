/** What stands where in the picture of an outcome: numbers and texts, before anything is drawn. */

import { placeOf, ticks } from "./axis.js";
import { heights, outline, windowOf } from "./bars.js";
import { differsAnywhere, inSameWorlds } from "./differences.js";
import { chanceInWords, ends, isConstant, number, outcome, range, share, short } from "./written.js";
import { say } from "../text/words.js";

/** @typedef {import("../types.d.ts").Page} Page */
/** @typedef {import("../types.d.ts").Answers} Answers */
/** @typedef {import("../types.d.ts").Summary} Summary */
/** @typedef {{ from: number, to: number, low: string, high: string, mean: number | null }} Band */
/** @typedef {{ from: number, to: number, text: string, up: number }} Bracket */

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
 * @property {boolean} isConstant
 */

const SIDE = 12; // beside the axes
const TOP = 8;
const STRIP = 22; // for each published range
const BARS = 190;
const BANDS = 26; // for each range below the bars
const AXIS = 26; // for numbers below
const LETTER = 7.5; // about how wide a letter is
const LEAST = 320;

/** Where everything stands in a picture so wide. @param {Page} page @param {Answers} answers @param {Answers} before @param {string} name @param {number} wide @returns {Plot | null} */
export function plotOf(page, answers, before, name, wide) {
  const summary = answers.summaries[name];
  const histogram = answers.histograms[name];
  if (!summary || !histogram) return null;
  const former = before.summaries[name];
  const formerBars = before.histograms[name];
  const isChanged = former !== undefined && formerBars !== undefined && differsAnywhere(summary, former, inSameWorlds(answers, before));
  const published = publishedOf(page, name);
  const reference = page.outcomes[name]?.reference ?? null;
  const marks = [...published.flatMap((one) => [one.low, one.high]), ...(reference === null ? [] : [reference])];
  const windows = [windowOf(histogram, summary, marks)];
  if (former && formerBars) windows.push(windowOf(formerBars, former, marks));
  const [left, right] = [Math.min(...windows.map(([low]) => low)), Math.max(...windows.map(([, high]) => high))];
  const width = Math.max(LEAST, wide);
  /** @param {number} value */
  const across = (value) => SIDE + placeOf(value, left, right) * (width - 2 * SIDE);
  const roof = TOP + STRIP * published.length;
  const ground = roof + BARS;
  const highest = Math.max(...heights(histogram), ...(isChanged && formerBars ? heights(formerBars) : [0])) || 1;
  /** @param {number} height */
  const up = (height) => ground - (height / highest) * BARS;
  /** @param {Summary} one @param {string} of @param {Answers} all @returns {Band} */
  const bandOf = (one, of, all) => {
    const [low, high] = ends(page, one);
    const middle = of === "bcr" ? all.ratioOfMeans?.value : one.mean.value;
    const mean = middle !== undefined && Number.isFinite(middle) ? across(middle) : null;
    return { from: across(one.low.value), to: across(one.high.value), low, high, mean };
  };
  return {
    width,
    height: ground + BANDS * (isChanged ? 2 : 1) + AXIS,
    ground,
    live: outline(histogram, across, up),
    ghost: isChanged && formerBars ? outline(formerBars, across, up) : "",
    band: bandOf(summary, name, answers),
    was: isChanged && former ? bandOf(former, name, before) : null,
    median: across(summary.median.value),
    breakEven: reference !== null && left <= reference && reference <= right ? across(reference) : null,
    published: published.map((one, place) => ({ from: across(one.low), to: across(one.high), text: one.text, up: TOP + STRIP * (place + 0.5) })),
    ticks: ticksOf(page, left, right, width, across),
    isConstant: isConstant(summary),
  };
}

/** Round numbers, no more than stand beside each other. @param {Page} page @param {number} left @param {number} right @param {number} width @param {(value: number) => number} across */
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
    const text = low === high ? from ?? "" : say(page, "word.to", { low: from ?? "", high: to ?? "" });
    if (of === name) found.set(text, { low, high, text });
  }
  return [...found.values()].slice(0, 3);
}

/** A number as somebody wrote it. @param {Page} page @param {number} value */
function plain(page, value) {
  const written = Math.abs(value).toFixed(6).replace(/0+$/, "");
  return number(page, value, (written.split(".")[1] ?? "").length);
}

/** The picture in a sentence or two, for who does not see it. @param {Page} page @param {Answers} answers @param {Answers} before @param {string} name */
export function pictureInWords(page, answers, before, name) {
  const summary = answers.summaries[name];
  const former = before.summaries[name];
  if (!summary) return "";
  const mass = share(page, { value: page.score.mass, error: 0 });
  const fields = { outcome: outcome(page, name), range: range(page, summary), share: mass, median: short(page, summary.median) };
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
