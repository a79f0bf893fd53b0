/** The table of benefits and costs, as Python's pages have it: means that add up, low and high beside them. */

import { decimals, decimalsInOrder, decimalsOfCertain, decimalsOfEnds, shortDecimals } from "../text/numbers.js";
import { say } from "../text/words.js";
import { differs, differsAnywhere, inSameWorlds } from "./differences.js";
import { element } from "./element.js";
import { capital, isConstant, number } from "./written.js";

/** @typedef {import("../types.d.ts").Page} Page */
/** @typedef {import("../types.d.ts").Answers} Answers */
/** @typedef {import("../types.d.ts").Summary} Summary */
/** @typedef {import("../types.d.ts").Estimate} Estimate */
/** `of` names what the worlds say in the row, where it has numbers. @typedef {{ look: "plain" | "total" | "heading", label: string, cells: [string, string, string], of: string }} Row */

const DIGITS = 6; // of the largest amount of a table
const CENTS = 2; // decimals of an amount of money
const DASH = "–";
const SIGNS = { "+": "account.plus", "-": "account.minus", "?": "account.open" };
const KINDS = /** @type {const} */ ([
  ["benefits", "kind.benefits", "account.benefits"],
  ["costs", "kind.costs", "account.costs"],
]);
const CHANCE = "chance";

/** Fills a place with the table; later its rows, so that a reader keeps the place. @param {HTMLElement} place @param {Page} page @param {Answers} answers @param {Answers} before */
export function showAccounts(place, page, answers, before) {
  const rows = accountRows(page, answers);
  const former = new Map(accountRows(page, before).map((row) => [`${row.of} ${row.label}`, row]));
  const same = inSameWorlds(answers, before);
  const lines = rows.map((row) => {
    const is = row.of !== "" && isChanged(row.of, answers, before, same);
    return line(page, row, is ? former.get(`${row.of} ${row.label}`) : undefined);
  });
  bodyOf(place, page).replaceChildren(...lines);
}

/** The rows of the table, as texts. @param {Page} page @param {Answers} answers @returns {Row[]} */
export function accountRows(page, answers) {
  const most = mostDecimals(page, answers);
  /** @type {Row[]} */
  const rows = [];
  /** @param {Row["look"]} look @param {string} label @param {string} name */
  const add = (look, label, name) => {
    const summary = answers.summaries[name];
    if (summary) rows.push({ look, label, of: name, cells: amounts(page, summary, most) });
  };
  /** @param {string} label @param {string} said */
  const say_only = (label, said) => rows.push({ look: "plain", label, of: "", cells: ["", said, ""] });
  /** @param {string} label */
  const head = (label) => rows.push({ look: "heading", label, of: "", cells: ["", "", ""] });
  const flows = Object.entries(page.flows);
  for (const [kind, title, together] of KINDS) {
    const some = flows.filter(([, flow]) => flow.kind === kind);
    if (!some.length) continue;
    head(capital(say(page, title)));
    for (const [name, flow] of some) add("plain", flow.label, `flow:${name}`);
    add("total", say(page, together), `present_value_${kind}`);
  }
  add("total", say(page, "account.balance"), "npv");
  const ratio = answers.summaries["bcr"];
  if (ratio && answers.ratioOfMeans) {
    rows.push({ look: "plain", label: say(page, "account.ratio"), of: "bcr", cells: ratios(page, ratio, answers.ratioOfMeans) });
  }
  const chance = answers.chances["npv"];
  rows.push({ look: "plain", label: say(page, "account.chance"), of: CHANCE, cells: ["", chance ? inTable(page, chance) : DASH, ""] });
  if (page.pm.length) {
    head(say(page, "account.pm"));
    for (const item of page.pm) say_only(item.label, say(page, SIGNS[item.sign]));
  }
  const transfers = flows.filter(([, flow]) => flow.kind === "transfers");
  if (transfers.length) {
    head(say(page, "account.transfers"));
    for (const [name, flow] of transfers) add("plain", flow.label, `flow:${name}`);
  }
  return rows;
}

/** Decimals of amounts: six digits of the largest, and no smaller part than a cent. @param {Page} page @param {Answers} answers */
function mostDecimals(page, answers) {
  const names = ["present_value_benefits", "present_value_costs", ...Object.keys(page.bearers).map((name) => `bearer:${name}`)];
  const means = names.map((name) => Math.abs(answers.summaries[name]?.mean.value ?? 0)).filter(Number.isFinite);
  const largest = Math.max(0, ...means);
  const digits = largest ? Math.floor(Math.log10(largest)) + 1 : 1;
  return Math.min(CENTS, Math.max(0, DIGITS - digits));
}

/** Low, mean and high of money; the one number where no world changes it. @param {Page} page @param {Summary} summary @param {number} most @returns {[string, string, string]} */
function amounts(page, summary, most) {
  const { low, mean, high } = summary;
  if (isConstant(summary)) return constant(page, summary, most);
  const finite = [low, high].filter((end) => Number.isFinite(end.value));
  const places = decimalsInOrder(finite.map((end) => [end.value, end.error]));
  /** @param {Estimate} end */
  const end = (end) => number(page, end.value, Math.min(places[finite.indexOf(end)] ?? 0, most));
  return [end(low), meanText(page, mean, decimals(mean.value, mean.error), most), end(high)];
}

/** Low and high of the ratio in worlds, and the ratio of means. @param {Page} page @param {Summary} summary @param {Estimate} ofMeans @returns {[string, string, string]} */
function ratios(page, summary, ofMeans) {
  const { low, high } = summary;
  if (isConstant(summary)) return constant(page, summary, DIGITS);
  const places = decimalsOfEnds(low.value, high.value, low.error, high.error).map((decimals) => Math.min(decimals, DIGITS));
  const mean = meanText(page, ofMeans, shortDecimals(ofMeans.value, ofMeans.error), DIGITS);
  return [number(page, low.value, places[0] ?? 0), mean, number(page, high.value, places[1] ?? 0)];
}

/** @param {Page} page @param {Summary} summary @param {number} most @returns {[string, string, string]} */
function constant(page, summary, most) {
  const value = summary.median.value;
  return ["", number(page, value, Math.min(decimalsOfCertain(value), most)), ""];
}

/** @param {Page} page @param {Estimate} mean @param {number} places @param {number} most */
function meanText(page, mean, places, most) {
  return Number.isNaN(mean.value) ? DASH : number(page, mean.value, Math.min(places, most));
}

/** A share of the worlds in a table. @param {Page} page @param {Estimate} chance */
function inTable(page, chance) {
  if (chance.value === 0 || chance.value === 1) return say(page, chance.value ? "decide.all" : "decide.none");
  const value = 100 * chance.value;
  return `${number(page, value, decimals(value, 100 * chance.error, [0, 100]))}${page.numbers.percent}`;
}

/** @param {string} name @param {Answers} answers @param {Answers} before @param {boolean} same */
function isChanged(name, answers, before, same) {
  if (name !== CHANCE) return differsAnywhere(answers.summaries[name], before.summaries[name], same);
  const [after, former] = [answers.chances["npv"], before.chances["npv"]];
  return after && former ? differs(after, former, same) : after !== former;
}

// --- elements

/** The body of the table in a place, which is made at first with the caption that stands there. @param {HTMLElement} place @param {Page} page */
function bodyOf(place, page) {
  const body = place.querySelector("table.live tbody");
  if (body) return body;
  const caption = place.querySelector("caption") ?? element("caption", {}, say(page, "living.accounts", { currency: page.currency }));
  const heads = ["", "column.low", "column.mean", "column.high"].map((key) =>
    element("th", { scope: "col", class: key ? "r" : undefined }, key ? say(page, key) : ""),
  );
  const made = element("tbody");
  const table = element("table", { class: "live accounts" }, caption, element("thead", {}, element("tr", {}, ...heads)), made);
  const name = say(page, "living.accounts", { currency: page.currency });
  place.replaceChildren(element("div", { class: "wide", tabindex: 0, role: "region", "aria-label": name }, table));
  return made;
}

/** @param {Page} page @param {Row} row @param {Row | undefined} former */
function line(page, row, former) {
  const label = row.look === "plain" ? row.label : element("strong", {}, row.label);
  const cells = row.cells.map((text, column) => cell(page, text, former?.cells[column]));
  return element("tr", { class: row.look }, element("th", { scope: "row" }, label), ...cells);
}

/** @param {Page} page @param {string} text @param {string | undefined} former */
function cell(page, text, former) {
  if (former === undefined || former === text) return element("td", { class: "r" }, text);
  const was = element("span", { class: "was" }, say(page, "living.was", { value: former || DASH }));
  return element("td", { class: "r changed" }, element("span", { class: "now" }, text), was);
}
