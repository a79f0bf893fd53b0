/** The table of benefits and costs: means that add up, low and high beside them, and what changed. */

import { say } from "../text/words.js";
import { accountRows, CHANCE, DASH } from "./account_rows.js";
import { differs, differsAnywhere, inSameWorlds } from "./differences.js";
import { element } from "./element.js";

/** @typedef {import("../types.d.ts").Page} Page */
/** @typedef {import("../types.d.ts").Answers} Answers */
/** @typedef {import("./account_rows.js").Row} Row */

/**
 * Fills a place with the table; later its rows, so that a reader keeps the place.
 * @param {HTMLElement} place @param {Page} page @param {Answers} answers @param {Answers} before
 */
export function showAccounts(place, page, answers, before) {
  const rows = accountRows(page, answers);
  if (!rows.length) return;
  const same = inSameWorlds(answers, before);
  const changed = new Set(rows.map((row) => row.of).filter((name) => name && isChanged(name, answers, before, same)));
  const former = new Map(accountRows(page, before).map((row) => [row.of, row.cells]));
  const lines = rows.map((row) => line(page, row, changed.has(row.of) ? former.get(row.of) : undefined));
  bodyOf(place, page).replaceChildren(...lines);
}

/** @param {string} name @param {Answers} answers @param {Answers} before @param {boolean} same */
function isChanged(name, answers, before, same) {
  if (name !== CHANCE) return differsAnywhere(answers.summaries[name], before.summaries[name], same);
  const [after, former] = [answers.chances["npv"], before.chances["npv"]];
  return after && former ? differs(after, former, same) : after !== former;
}

// --- elements

/**
 * The body of the table in a place, which is made at first with the caption that stands there.
 * @param {HTMLElement} place @param {Page} page
 */
function bodyOf(place, page) {
  const body = place.querySelector("table.live tbody");
  if (body) return body;
  const caption =
    place.querySelector("caption") ?? element("caption", {}, say(page, "living.accounts", { currency: page.currency }));
  const heads = ["column.low", "column.mean", "column.high"].map((key) =>
    element("th", { scope: "col", class: "r" }, say(page, key)),
  );
  const made = element("tbody");
  const table = element(
    "table",
    { class: "live accounts" },
    caption,
    element("thead", {}, element("tr", {}, element("td"), ...heads)),
    made,
  );
  const name = say(page, "living.accounts", { currency: page.currency });
  place.replaceChildren(element("div", { class: "wide", tabindex: 0, role: "region", "aria-label": name }, table));
  return made;
}

/** @param {Page} page @param {Row} row @param {Row["cells"] | undefined} former */
function line(page, row, former) {
  const label = row.look === "plain" ? row.label : element("strong", {}, row.label);
  const cells = row.cells.map((text, column) => cell(page, text, former?.[column]));
  return element("tr", { class: row.look }, element("th", { scope: "row" }, label), ...cells);
}

/** @param {Page} page @param {string} text @param {string | undefined} former */
function cell(page, text, former) {
  if (former === undefined || former === text) return element("td", { class: "r" }, text);
  const was = element("span", { class: "was" }, say(page, "living.was", { value: former || DASH }));
  return element("td", { class: "r changed" }, element("span", { class: "now" }, text), was);
}
