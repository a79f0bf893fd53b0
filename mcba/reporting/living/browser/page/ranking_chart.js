/** What the answer depends on most: the share of variance of each assumption, and how far it moves the mean. */

import { say } from "../text/words.js";
import { percentOf, placeOf, reach } from "./axis.js";
import { element, hatches, shape } from "./element.js";
import { number, outcome, share, short } from "./written.js";

/** @typedef {import("../types.d.ts").Page} Page */
/** @typedef {import("../types.d.ts").Answers} Answers */
/** @typedef {import("../types.d.ts").Factor} Factor */
/** @typedef {import("../types.d.ts").Summary} Summary */
/**
 * An assumption in the chart: its place now and before, what is said of it, and bars as shares of the width.
 * @typedef {object} Ranked
 * @property {string} name
 * @property {string} label
 * @property {number} place
 * @property {number} was 0 where it had no place
 * @property {string} share
 * @property {string} swing
 * @property {number} bar
 * @property {number} low
 * @property {number} high
 */

const MOST = 12;
const LEAST = 0.0005; // of the variance, below which a share is told as less

/**
 * Fills a place with a bar for each assumption.
 * @param {HTMLElement} place @param {Page} page @param {Answers} answers @param {Answers} before
 */
export function showRankingChart(place, page, answers, before) {
  const { middle, ranked, rest } = rankingOf(page, answers, before);
  const name = outcome(page, page.score.main);
  const parts = [element("p", { class: "quiet" }, say(page, "living.ranking", { outcome: name })), legend(page)];
  if (!ranked.length) parts.splice(0, 2, element("p", {}, say(page, "living.no_ranking", { outcome: name })));
  const list = element("ol", { class: "bars ranking" }, ...ranked.map((one) => row(page, one, middle)));
  if (rest > 0)
    parts.push(element("p", { class: "quiet" }, say(page, "living.ranking_rest", { count: number(page, rest, 0) })));
  place.replaceChildren(hatches("hatch-low"), ...parts.slice(0, 2), list, ...parts.slice(2));
}

/**
 * The assumptions that matter most, where the mean is, and how many others there are.
 * @param {Page} page @param {Answers} answers @param {Answers} before
 */
export function rankingOf(page, answers, before) {
  const factors = answers.ranking.filter((factor) => Number.isFinite(factor.share.value));
  const some = factors.slice(0, MOST);
  const all = answers.summaries[page.score.main];
  const mean = all?.mean.value ?? 0;
  const [left, right] = reach([mean, ...some.flatMap(({ swing }) => [swing.low, swing.high])]);
  const largest = Math.max(LEAST, ...some.map((factor) => factor.share.value));
  const labels = new Map(page.assumptions.map((control) => [control.name, control.label]));
  const places = new Map(before.ranking.map((factor, place) => [factor.name, place + 1]));
  const ranked = some.map((factor, place) => ({
    name: factor.name,
    label: labels.get(factor.name) ?? factor.name,
    place: place + 1,
    was: places.get(factor.name) ?? 0,
    share: shareText(page, factor),
    swing: swingText(page, factor, all),
    bar: Math.max(0, factor.share.value) / largest,
    low: placeOf(factor.swing.low, left, right),
    high: placeOf(factor.swing.high, left, right),
  }));
  return { middle: placeOf(mean, left, right), ranked, rest: factors.length - some.length };
}

/**
 * The mean of a tenth of the worlds, to a hundredth of the range of all.
 * @param {number} value @param {Summary | undefined} all
 */
function ofTenth(value, all) {
  return { value, error: all ? Math.max(all.mean.error, (all.high.value - all.low.value) / 100) : 0 };
}

/** @param {Page} page @param {Factor} factor @param {Summary | undefined} all */
function swingText(page, factor, all) {
  const [low, high] = [factor.swing.low, factor.swing.high].map((value) => short(page, ofTenth(value, all)));
  return say(page, "living.swing", { low: low ?? "", high: high ?? "" });
}

/** To a tenth of a percent at most. @param {Page} page @param {Factor} factor */
function shareText(page, factor) {
  const { value, error } = factor.share;
  if (value >= LEAST) return share(page, { value, error: Math.max(error, LEAST) });
  return say(page, "living.less_than", { share: share(page, { value: LEAST, error: 0 }) });
}

// --- elements

/** @param {Page} page @param {Ranked} one @param {number} middle */
function row(page, one, middle) {
  const moved = one.was !== one.place;
  const words = [
    element("span", { class: "place" }, number(page, one.place, 0)),
    " ",
    element("span", { class: "label" }, one.label),
    " ",
    element("span", { class: "value" }, one.share),
    " ",
    element("span", { class: "beside" }, one.swing),
  ];
  if (moved)
    words.push(
      " ",
      element("span", { class: `was ${one.was === 0 || one.was > one.place ? "up" : "down"}` }, wasWords(page, one)),
    );
  return element("li", { class: moved ? "changed" : undefined }, element("p", {}, ...words), drawing(one, middle));
}

/** @param {Page} page @param {Ranked} one */
function wasWords(page, one) {
  return one.was === 0
    ? say(page, "living.was_no_place")
    : say(page, "living.was_place", { place: number(page, one.was, 0) });
}

/** The share above, the swing around the mean below. @param {Ranked} one @param {number} middle */
function drawing(one, middle) {
  const svg = shape("svg", { width: "100%", height: 30, "aria-hidden": "true" });
  svg.append(shape("rect", { x: 0, width: percentOf(one.bar), y: 1, height: 11, class: "share" }));
  svg.append(...side(one.low, middle, "low"), ...side(one.high, middle, "high"));
  svg.append(shape("line", { x1: percentOf(middle), x2: percentOf(middle), y1: 14, y2: 30, class: "ink" }));
  return svg;
}

/** @param {number} end @param {number} middle @param {"low" | "high"} which */
function side(end, middle, which) {
  const at = { x: percentOf(Math.min(end, middle)), width: percentOf(Math.abs(end - middle)), y: 17, height: 11 };
  const bar = shape("rect", { ...at, class: which });
  return which === "low" ? [bar, shape("rect", { ...at, class: "hatched", fill: "url(#hatch-low)" })] : [bar];
}

/** @param {Page} page */
function legend(page) {
  const words = {
    share: say(page, "living.share_bar"),
    low: say(page, "living.low_bar"),
    high: say(page, "living.high_bar"),
  };
  const entries = Object.entries(words).map(([look, said]) => {
    const sample = shape(
      "svg",
      { width: 24, height: 16, "aria-hidden": "true" },
      shape("rect", { x: 1, y: 3, width: 22, height: 11, class: look }),
    );
    if (look === "low")
      sample.append(shape("rect", { x: 1, y: 3, width: 22, height: 11, class: "hatched", fill: "url(#hatch-low)" }));
    return element("li", {}, sample, element("span", {}, said));
  });
  return element("ul", { class: "legend" }, ...entries);
}
