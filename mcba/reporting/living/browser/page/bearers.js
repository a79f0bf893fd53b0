/** Who gains and who loses: what each bearer has on balance, with its range. */

import { say } from "../text/words.js";
import { percentOf, placeOf, reach } from "./axis.js";
import { differsAnywhere, inSameWorlds } from "./differences.js";
import { element, hatches, shape } from "./element.js";
import { isConstant, range, short } from "./written.js";

/** @typedef {import("../types.d.ts").Page} Page */
/** @typedef {import("../types.d.ts").Answers} Answers */
/** @typedef {import("../types.d.ts").Summary} Summary */
/**
 * Places are shares of the width.
 * @typedef {{ from: number, to: number, low: number, high: number, gains: boolean }} Bar
 */
/** @typedef {{ label: string, words: string, range: string, was: string, bar: Bar, former: Bar | null }} Bearer */

/**
 * Fills a place with a bar for each bearer.
 * @param {HTMLElement} place @param {Page} page @param {Answers} answers @param {Answers} before
 */
export function showBearers(place, page, answers, before) {
  const { zero, bearers } = bearersOf(page, answers, before);
  if (!bearers.length) return;
  const rows = bearers.map((bearer) => row(bearer, zero));
  place.replaceChildren(
    hatches("hatch-paid"),
    element("ul", { class: "bars bearers" }, ...rows),
    element("p", { class: "quiet" }, say(page, "living.bearers", { currency: page.currency })),
  );
}

/**
 * The bearers in the order of the study as it stands, who gains most first, and where nothing is.
 * @param {Page} page @param {Answers} answers @param {Answers} before
 */
export function bearersOf(page, answers, before) {
  const of = (/** @type {Answers} */ all, /** @type {string} */ name) => all.summaries[`bearer:${name}`];
  const mean = (/** @type {string} */ name) => (of(before, name) ?? of(answers, name))?.mean.value ?? 0;
  const names = Object.keys(page.bearers)
    .filter((name) => of(answers, name))
    .sort((one, other) => mean(other) - mean(one));
  const all = names
    .flatMap((name) => [of(answers, name), of(before, name)])
    .flatMap((one) => (one ? [one.low.value, one.mean.value, one.high.value] : []));
  const [left, right] = reach(all, true);
  const same = inSameWorlds(answers, before);
  const bearers = names.flatMap((name) => {
    const [summary, former] = [of(answers, name), of(before, name)];
    if (!summary) return [];
    const now = inWords(page, summary);
    const was = former && differsAnywhere(summary, former, same) ? inWords(page, former) : now;
    const isChanged = former !== undefined && was.join() !== now.join();
    return [
      {
        name,
        label: page.bearers[name] ?? name,
        words: now[0],
        range: now[1],
        was: isChanged ? say(page, "living.before", { what: was.join(" ").trim() }) : "",
        bar: barOf(summary, left, right),
        former: isChanged ? barOf(former, left, right) : null,
      },
    ];
  });
  return { zero: placeOf(0, left, right), bearers };
}

/**
 * What a bearer gains or pays on average, and the range.
 * @param {Page} page @param {Summary} summary @returns {[string, string]}
 */
function inWords(page, summary) {
  const { value, error } = summary.mean;
  const within = isConstant(summary) ? "" : say(page, "living.range", { range: range(page, summary) });
  if (value === 0) return [say(page, "living.even"), within];
  const amount = short(page, { value: Math.abs(value), error });
  return [say(page, value > 0 ? "living.gains" : "living.pays", { amount }), within];
}

/** @param {Summary} summary @param {number} left @param {number} right @returns {Bar} */
function barOf(summary, left, right) {
  const [zero, mean] = [placeOf(0, left, right), placeOf(summary.mean.value, left, right)];
  return {
    from: Math.min(zero, mean),
    to: Math.max(zero, mean),
    low: placeOf(summary.low.value, left, right),
    high: placeOf(summary.high.value, left, right),
    gains: summary.mean.value >= 0,
  };
}

// --- elements

/** @param {Bearer} bearer @param {number} zero */
function row(bearer, zero) {
  const words = [element("span", { class: "label" }, bearer.label), element("span", { class: "value" }, bearer.words)];
  if (bearer.range) words.push(element("span", { class: "beside" }, bearer.range));
  if (bearer.was) words.push(element("span", { class: "was" }, bearer.was));
  return element(
    "li",
    { class: bearer.was ? "changed" : undefined },
    element("p", {}, ...spaced(words)),
    drawing(bearer, zero),
  );
}

/** Parts with a space between them, for who hears or copies them. @param {HTMLElement[]} parts */
function spaced(parts) {
  return parts.flatMap((part) => [part, " "]);
}

/** @param {Bearer} bearer @param {number} zero */
function drawing({ bar, former }, zero) {
  const svg = shape("svg", { width: "100%", height: 24, "aria-hidden": "true" });
  svg.append(box(bar, bar.gains ? "gained" : "paid"));
  if (!bar.gains) svg.append(box(bar, "hatched", "url(#hatch-paid)"));
  if (former) svg.append(box(former, "ghost"));
  svg.append(
    line(bar.low, bar.high, 12, 12),
    line(bar.low, bar.low, 7, 17),
    line(bar.high, bar.high, 7, 17),
    line(zero, zero, 0, 24),
  );
  return svg;
}

/** @param {Bar} bar @param {string} look @param {string} [fill] */
function box(bar, look, fill) {
  return shape("rect", {
    x: percentOf(bar.from),
    width: percentOf(bar.to - bar.from),
    y: 4,
    height: 16,
    class: look,
    fill,
  });
}

/** @param {number} from @param {number} to @param {number} above @param {number} below */
function line(from, to, above, below) {
  return shape("line", { x1: percentOf(from), x2: percentOf(to), y1: above, y2: below, class: "ink" });
}
