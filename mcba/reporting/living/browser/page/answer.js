/** The answer as it stands after a reader's changes, and what it was. */

import { say } from "../text/words.js";
import { differs, differsAnywhere, inSameWorlds } from "./differences.js";
import { element } from "./element.js";
import { middleOf } from "./plot.js";
import { chance, isConstant, outcome, range, short } from "./written.js";

/** @typedef {import("../types.d.ts").Page} Page */
/** @typedef {import("../types.d.ts").Answers} Answers */
/** @typedef {import("../types.d.ts").Estimate} Estimate */
/**
 * One number of the answer: what it is, its range, what stands beside it, and what both were where they changed.
 * @typedef {{ label: string, value: string, beside: string, was: string }} Tile
 */

const MOST = 3; // outcomes that are shown of a study without money
const REST = 900; // milliseconds without another answer, after which what changed is said aloud
/** @type {WeakMap<HTMLElement, ReturnType<typeof setTimeout>>} */
const waiting = new WeakMap();

/**
 * Fills a place with the answer.
 * @param {HTMLElement} place @param {Page} page @param {Answers} answers @param {Answers} before
 */
export function showAnswer(place, page, answers, before) {
  const { list, status } = partsOf(place, page);
  list.replaceChildren(...tiles(page, answers, before).map((one) => tile(page, one)));
  clearTimeout(waiting.get(place));
  if (answers.worlds < page.score.worlds) return; // a slider moves
  const said = sentences(page, answers, before).join(" ");
  waiting.set(
    place,
    setTimeout(() => {
      if (status.textContent !== said) status.textContent = said;
    }, REST),
  );
}

/** The numbers of the answer. @param {Page} page @param {Answers} answers @param {Answers} before @returns {Tile[]} */
export function tiles(page, answers, before) {
  const same = inSameWorlds(answers, before);
  return namesOf(page, answers)
    .map((name) => {
      const isSame = !differsAnywhere(answers.summaries[name], before.summaries[name], same);
      return { ...ofOutcome(page, answers, name), was: isSame ? "" : ofOutcome(page, before, name).value };
    })
    .concat(ofChance(page, answers, before, same));
}

/**
 * The outcomes that are the answer: ratio and balance, or else the first of the study's own.
 * @param {Page} page @param {Answers} answers
 */
export function namesOf(page, answers) {
  const has = (/** @type {string} */ name) => answers.summaries[name] !== undefined;
  const money = ["bcr", "npv"].filter((name) => has(name) && (name !== "bcr" || answers.ratioOfMeans !== null));
  if (money.length) return money;
  return [...new Set([page.score.main, ...page.score.outcomes])].filter(has).slice(0, MOST);
}

/** @param {Page} page @param {Answers} answers @param {string} name @returns {Tile} */
function ofOutcome(page, answers, name) {
  const summary = answers.summaries[name];
  if (!summary) return { label: labelOf(page, name), value: "–", beside: "", was: "" };
  const middle = middleOf(answers, name);
  const said = middle && Number.isFinite(middle.value) && !isConstant(summary);
  const beside = said ? say(page, "living.on_average", { value: short(page, middle) }) : "";
  return { label: labelOf(page, name), value: range(page, summary), beside, was: "" };
}

/** @param {Page} page @param {string} name */
function labelOf(page, name) {
  if (name === "bcr")
    return say(page, page.currency === say(page, "unit.EUR") ? "living.each_euro" : "living.each_of_cost");
  return name === "npv" ? say(page, "living.balance", { currency: page.currency }) : outcome(page, name);
}

/** @param {Page} page @param {Answers} answers @param {Answers} before @param {boolean} same @returns {Tile[]} */
function ofChance(page, answers, before, same) {
  const [after, former] = [answers.chances["npv"], before.chances["npv"]];
  if (!after) return [];
  const was = former && differs(after, former, same) ? chance(page, former) : "";
  return [{ label: say(page, "living.chance"), value: chance(page, after), beside: "", was }];
}

/** What changed, in words. @param {Page} page @param {Answers} answers @param {Answers} before @returns {string[]} */
export function sentences(page, answers, before) {
  const changed = tiles(page, answers, before).filter((one) => one.was !== "" && one.was !== one.value);
  const said = changed.map((one) => say(page, "living.became", { what: one.label, before: one.was, after: one.value }));
  if (!said.length) said.push(say(page, differsIn(answers, before) ? "living.hardly" : "living.as_in_study"));
  if (answers.failed > 0)
    said.push(say(page, "living.failed", { count: short(page, { value: answers.failed, error: 0 }) }));
  return said;
}

/** @param {Answers} answers @param {Answers} before */
function differsIn(answers, before) {
  return Object.keys(before.summaries).some((name) =>
    differsAnywhere(answers.summaries[name], before.summaries[name], true),
  );
}

// --- elements

/** @param {HTMLElement} place @param {Page} page */
function partsOf(place, page) {
  let list = place.querySelector("dl.tiles");
  let status = place.querySelector("p.became");
  if (!list || !status) {
    list = element("dl", { class: "tiles" });
    status = element("p", { class: "became", role: "status", "aria-live": "polite" });
    place.replaceChildren(element("div", { role: "group", "aria-label": say(page, "living.answer") }, list, status));
  }
  return { list, status };
}

/** @param {Page} page @param {Tile} one */
function tile(page, one) {
  const changed = one.was !== "" && one.was !== one.value;
  const parts = [element("dt", {}, one.label), element("dd", { class: "now" }, one.value)];
  if (one.beside) parts.push(element("dd", { class: "beside" }, one.beside));
  if (changed) parts.push(element("dd", { class: "was" }, say(page, "living.was", { value: one.was })));
  return element("div", { class: changed ? "tile changed" : "tile" }, ...parts);
}
