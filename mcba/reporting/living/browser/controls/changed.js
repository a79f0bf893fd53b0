/** What a reader changed, with the way back and the ways out. */

import { element } from "../page/element.js";
import { itemsOf } from "../state/changes.js";
import { toFragment } from "../state/fragment.js";
import { overridesText } from "../state/overrides.js";
import { plain } from "../text/entered.js";
import { say } from "../text/words.js";
import { valueOf } from "./meaning.js";

/** @typedef {import("../types.d.ts").Page} Page */
/** @typedef {import("../types.d.ts").Changes} Changes */
/** @typedef {import("../state/changes.js").History} History */
/** @typedef {import("../state/changes.js").Item} Item */
/** @typedef {{ undo: () => void, redo: () => void, reset: () => void, take: (item: Item) => void }} Ways */

const REACHED = "button, a, summary"; // by the keyboard: the bar is made anew, and a reader stays where they were

/**
 * Shows the bar: what was changed, undo, and how to take it along.
 * @param {HTMLElement} place @param {Page} page @param {History} history @param {string} became @param {Ways} ways
 */
export function showChanged(place, page, history, became, ways) {
  const items = itemsOf(history.present, history.start);
  place.hidden = !items.length && !history.future.length;
  const moved = Object.keys(history.present.assumptions).length;
  const said = say(page, summaryOf(items.length, moved), {
    count: String(moved),
    all: String(page.assumptions.length),
    others: String(items.length - moved),
  });
  const buttons = [
    button(page, "living.undo", ways.undo, !history.past.length),
    button(page, "living.redo", ways.redo, !history.future.length),
    button(page, "living.reset", ways.reset, !items.length),
    button(page, "living.copy_link", () => copyLink(history.present), !items.length),
    saveLink(page, history.present),
  ];
  const isOpen = place.querySelector("details")?.open ?? false;
  const focused = [...place.querySelectorAll(REACHED)].findIndex((one) => one === document.activeElement);
  place.replaceChildren(
    element("p", { class: "became" }, [`${said} ${became}`.trim()]),
    element("div", { class: "buttons" }, buttons),
    element("details", {}, [
      element("summary", {}, [say(page, "living.list_of_changes", {})]),
      element("ul", {}, items.map((item) => line(page, history.present, item, ways))),
    ]),
  );
  const list = place.querySelector("details");
  if (list) list.open = isOpen;
  const reached = /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll(REACHED));
  if (focused >= 0) reached[Math.min(focused, reached.length - 1)].focus();
}

/** @param {number} all @param {number} moved */
function summaryOf(all, moved) {
  if (!all) return "living.nothing_changed";
  if (moved === all) return "living.you_changed_assumptions";
  return moved ? "living.you_changed" : "living.you_changed_others";
}

/** @param {Page} page @param {string} key @param {() => void} act @param {boolean} isOff */
function button(page, key, act, isOff) {
  const made = /** @type {HTMLButtonElement} */ (element("button", { type: "button" }, [say(page, key, {})]));
  made.disabled = isOff;
  made.addEventListener("click", act);
  return made;
}

/** @param {Changes} changes */
function copyLink(changes) {
  window.history.replaceState(null, "", toFragment(changes));
  navigator.clipboard?.writeText(window.location.href).catch(() => {});
}

/** @param {Page} page @param {Changes} changes */
function saveLink(page, changes) {
  const url = URL.createObjectURL(new Blob([overridesText(page, changes)], { type: "application/toml" }));
  const link = element("a", { href: url, download: `${page.study}-overrides.toml`, class: "save" }, [say(page, "living.save", {})]);
  return link;
}

/** One change in words, with a button that takes it back.
 * @param {Page} page @param {Changes} changes @param {Item} item @param {Ways} ways */
function line(page, changes, item, ways) {
  const take = button(page, "living.take_back", () => ways.take(item), false);
  take.setAttribute("aria-label", `${say(page, "living.take_back", {})}: ${labelOf(page, item)}`);
  return element("li", {}, [`${labelOf(page, item)}: ${toldOf(page, changes, item)} `, take]);
}

/** @param {Page} page @param {Item} item */
function labelOf(page, item) {
  const known = { assumption: page.assumptions, choice: page.choices, option: page.options, scenario: page.scenarios };
  if (item.kind === "flow") return page.flows[item.name].label;
  if (item.kind === "option" || item.kind === "scenario") return say(page, `living.${item.kind}`, {});
  return known[item.kind].find(({ name }) => name === item.name)?.label ?? item.name;
}

/** @param {Page} page @param {Changes} changes @param {Item} item */
function toldOf(page, changes, item) {
  if (item.kind === "flow") return say(page, "living.taken_out", {});
  if (item.kind === "choice") return plain(page, changes.choices[item.name]);
  if (item.kind === "option" || item.kind === "scenario") {
    const known = item.kind === "option" ? page.options : page.scenarios;
    return known.find(({ name }) => name === item.name)?.label ?? say(page, `living.no_${item.kind}`, {});
  }
  const change = changes.assumptions[item.name];
  if (change.kind === "frozen") return say(page, "living.frozen_at", { value: plain(page, change.value) });
  if (change.kind === "moved") {
    return say(page, "living.moved_by", { times: plain(page, change.times), shift: plain(page, change.shift) });
  }
  const control = page.assumptions.find(({ name }) => name === item.name);
  const sliders = control?.sliders.filter(({ key }) => key !== "spread" || "sd" in change.values) ?? [];
  const own = "mode" in change.values || !("mean" in change.values) ? sliders.filter(({ key }) => key !== "centre") : sliders;
  return own
    .map(({ key, label }) => `${label.toLowerCase()} ${plain(page, control ? valueOf(control, change, key) : NaN)}`)
    .join(", ");
}
