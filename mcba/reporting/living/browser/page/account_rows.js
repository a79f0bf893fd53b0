/** The rows of the table of benefits and costs, as texts: those that Python's pages have. */

import { decimals, decimalsInOrder, decimalsOfCertain, decimalsOfEnds, shortDecimals } from "../text/numbers.js";
import { say } from "../text/words.js";
import { capital, isConstant, number } from "./written.js";

/** @typedef {import("../types.d.ts").Page} Page */
/** @typedef {import("../types.d.ts").Answers} Answers */
/** @typedef {import("../types.d.ts").Summary} Summary */
/** @typedef {import("../types.d.ts").Estimate} Estimate */
/** Low, mean and high. @typedef {[string, string, string]} Cells */
/**
 * `of` names what the worlds say in the row, where it has numbers.
 * @typedef {{ look: "plain" | "total" | "heading", label: string, of: string, cells: Cells }} Row
 */

export const CHANCE = "chance";
export const DASH = "–";
const DIGITS = 6; // of the largest amount of a table
const CENTS = 2; // decimals of an amount of money
const SIGNS = { "+": "account.plus", "-": "account.minus", "?": "account.open" };
const KINDS = /** @type {const} */ ([
  ["benefits", "kind.benefits", "account.benefits"],
  ["costs", "kind.costs", "account.costs"],
]);

/** Every row; none of a study without flows. @param {Page} page @param {Answers} answers @returns {Row[]} */
export function accountRows(page, answers) {
  if (!Object.keys(page.flows).length) return [];
  const most = mostDecimals(page, answers);
  return [
    ...KINDS.flatMap(([kind, title, together]) => {
      const flows = flowRows(page, answers, kind, most);
      const total = amountRow(page, answers, say(page, together), `present_value_${kind}`, most);
      return flows.length ? [heading(capital(say(page, title))), ...flows, ...total.map(strong)] : [];
    }),
    ...amountRow(page, answers, say(page, "account.balance"), "npv", most).map(strong),
    ...ratioRow(page, answers),
    chanceRow(page, answers),
    ...headed(
      say(page, "account.pm"),
      page.pm.map(({ label, sign }) => plain(label, "", ["", say(page, SIGNS[sign]), ""])),
    ),
    ...headed(say(page, "account.transfers"), flowRows(page, answers, "transfers", most)),
  ];
}

// --- rows

/** @param {string} label @param {string} of @param {Cells} cells @returns {Row} */
function plain(label, of, cells) {
  return { look: "plain", label, of, cells };
}

/** @param {string} label @returns {Row} */
function heading(label) {
  return { look: "heading", label, of: "", cells: ["", "", ""] };
}

/** @param {Row} row @returns {Row} */
function strong(row) {
  return { ...row, look: "total" };
}

/** Rows below a heading; nothing where there are none. @param {string} label @param {Row[]} rows */
function headed(label, rows) {
  return rows.length ? [heading(label), ...rows] : [];
}

/** @param {Page} page @param {Answers} answers @param {"benefits" | "costs" | "transfers"} kind @param {number} most */
function flowRows(page, answers, kind, most) {
  const flows = Object.entries(page.flows).filter(([, flow]) => flow.kind === kind);
  return flows.flatMap(([name, flow]) => amountRow(page, answers, flow.label, `flow:${name}`, most));
}

/**
 * @param {Page} page @param {Answers} answers @param {string} label @param {string} name @param {number} most
 * @returns {Row[]}
 */
function amountRow(page, answers, label, name, most) {
  const summary = answers.summaries[name];
  return summary ? [plain(label, name, amounts(page, summary, most))] : [];
}

/** @param {Page} page @param {Answers} answers @returns {Row[]} */
function ratioRow(page, answers) {
  const ratio = answers.summaries["bcr"];
  if (!ratio || !answers.ratioOfMeans) return [];
  return [plain(say(page, "account.ratio"), "bcr", ratios(page, ratio, answers.ratioOfMeans))];
}

/** @param {Page} page @param {Answers} answers @returns {Row} */
function chanceRow(page, answers) {
  const chance = answers.chances["npv"];
  return plain(say(page, "account.chance"), CHANCE, ["", chance ? share(page, chance) : DASH, ""]);
}

// --- cells

/**
 * Decimals of amounts: six digits of the largest, and no smaller part than a cent.
 * @param {Page} page @param {Answers} answers
 */
function mostDecimals(page, answers) {
  const names = [
    "present_value_benefits",
    "present_value_costs",
    ...Object.keys(page.bearers).map((name) => `bearer:${name}`),
  ];
  const means = names.map((name) => Math.abs(answers.summaries[name]?.mean.value ?? 0)).filter(Number.isFinite);
  const largest = Math.max(0, ...means);
  const digits = largest ? Math.floor(Math.log10(largest)) + 1 : 1;
  return Math.min(CENTS, Math.max(0, DIGITS - digits));
}

/**
 * Low, mean and high of money; the one number where no world changes it.
 * @param {Page} page @param {Summary} summary @param {number} most @returns {[string, string, string]}
 */
function amounts(page, summary, most) {
  const { low, mean, high } = summary;
  if (isConstant(summary)) return constant(page, summary, most);
  const finite = [low, high].filter((end) => Number.isFinite(end.value));
  const places = decimalsInOrder(finite.map((end) => [end.value, end.error]));
  /** @param {Estimate} end */
  const end = (end) => number(page, end.value, Math.min(places[finite.indexOf(end)] ?? 0, most));
  return [end(low), meanText(page, mean, decimals(mean.value, mean.error), most), end(high)];
}

/**
 * Low and high of the ratio in worlds, and the ratio of means.
 * @param {Page} page @param {Summary} summary @param {Estimate} ofMeans @returns {[string, string, string]}
 */
function ratios(page, summary, ofMeans) {
  const { low, high } = summary;
  if (isConstant(summary)) return constant(page, summary, DIGITS);
  const places = decimalsOfEnds(low.value, high.value, low.error, high.error).map((decimals) =>
    Math.min(decimals, DIGITS),
  );
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
function share(page, chance) {
  if (chance.value === 0 || chance.value === 1) return say(page, chance.value ? "decide.all" : "decide.none");
  const value = 100 * chance.value;
  return `${number(page, value, decimals(value, 100 * chance.error, [0, 100]))}${page.numbers.percent}`;
}
