/** All assumptions, to be searched and moved: those first that move the answer most. */

import { element } from "../page/element.js";
import { plain } from "../text/entered.js";
import { say } from "../text/words.js";
import { changeTo, valueOf } from "./meaning.js";
import { sliderOf } from "./sliders.js";

/** @typedef {import("../types.d.ts").Page} Page */
/** @typedef {import("../types.d.ts").Control} Control */
/** @typedef {import("../types.d.ts").Change} Change */
/** @typedef {import("../types.d.ts").Changes} Changes */
/** @typedef {import("../types.d.ts").Answers} Answers */
/** @typedef {(name: string, change: Change | null, isMoving: boolean) => void} OnChange */

const FIRST = 5;
const SHORT = 3; // digits of the ends of a range
const SEARCHED_FROM = 8;

/**
 * Builds the list; what it gives shows changes and answers in it.
 * @param {HTMLElement} place @param {Page} page @param {OnChange} onChange
 */
export function assumptionList(place, page, onChange) {
  const rows = page.assumptions.map((control) => rowOf(page, control, onChange));
  const first = element("div", { class: "assumptions" }, rows.slice(0, FIRST).map((row) => row.element));
  const others = rows.slice(FIRST);
  place.replaceChildren(element("h3", {}, [say(page, "living.assumptions", {})]));
  if (rows.length > SEARCHED_FROM) place.append(searchOf(page, rows, others));
  place.append(first);
  if (others.length) place.append(restOf(page, others));
  return {
    /** @param {Changes} changes @param {Answers | null} answers */
    show(changes, answers) {
      for (const row of rows) row.show(changes.assumptions[row.control.name], answers?.assumptions[row.control.name]);
    },
  };
}

/** @typedef {ReturnType<typeof rowOf>} Row */

/** The other assumptions, by the group they belong to.
 * @param {Page} page @param {Row[]} rows */
function restOf(page, rows) {
  const groups = [...new Set(rows.map((row) => row.control.group))];
  const inside = groups.flatMap((group) => {
    const own = rows.filter((row) => row.control.group === group);
    return [element("h4", {}, [`${group} (${own.length})`]), ...own.map((row) => row.element)];
  });
  return element("details", { class: "assumptions rest" }, [
    element("summary", {}, [say(page, "living.other_assumptions", { count: String(rows.length) })]),
    ...inside,
  ]);
}

/** A field that leaves only what has these letters, and says how many are left.
 * @param {Page} page @param {Row[]} rows @param {Row[]} others */
function searchOf(page, rows, others) {
  const field = /** @type {HTMLInputElement} */ (element("input", { type: "search", id: "search-assumptions" }));
  const found = element("span", { class: "quiet", role: "status" });
  field.addEventListener("input", () => {
    const letters = field.value.trim().toLowerCase();
    let count = 0;
    for (const row of rows) {
      const isFound = row.letters.includes(letters);
      row.element.hidden = !isFound;
      if (isFound) count += 1;
    }
    found.textContent = letters ? say(page, "living.found", { count: String(count) }) : "";
    const rest = others[0]?.element.parentElement?.closest("details");
    if (rest && letters) rest.open = others.some((row) => !row.element.hidden);
  });
  return element("p", { class: "search" }, [
    element("label", { for: field.id }, [say(page, "living.search", {})]),
    field,
    found,
  ]);
}

/** One assumption: its name and range, and its sliders once it is opened.
 * @param {Page} page @param {Control} control @param {OnChange} onChange */
function rowOf(page, control, onChange) {
  const range = element("span", { class: "now" });
  const box = element("details", { class: "assumption" }, [
    element("summary", {}, [element("span", { class: "name" }, [control.label]), range]),
  ]);
  /** @type {ReturnType<typeof slidersOf> | null} */
  let sliders = null;
  /** @type {Change | undefined} */
  let change;
  box.addEventListener("toggle", () => {
    if (sliders || !box.open) return;
    sliders = slidersOf(page, control, () => change, onChange);
    box.append(...sliders.elements);
    sliders.show(change);
  });
  return {
    control,
    element: box,
    letters: [control.label, control.name, control.source, control.statusLabel].join(" ").toLowerCase(),
    /** @param {Change | undefined} now @param {[number, number, number] | undefined} ends */
    show(now, ends) {
      change = now;
      const [low, , high] = ends ?? control.range;
      const [first, last] = [low, high].map((end) => plain(page, Number(end.toPrecision(SHORT))));
      const text = low === high ? first : `${first} – ${last}`;
      range.textContent = `${text} ${control.unit}`.trim();
      box.classList.toggle("is-changed", Boolean(now));
      sliders?.show(now);
    },
  };
}

/** @param {Page} page @param {Control} control @param {() => Change | undefined} current @param {OnChange} onChange */
function slidersOf(page, control, current, onChange) {
  const about = [control.statusLabel, control.source, control.reason].filter(Boolean).join(" · ");
  /** @type {HTMLElement[]} */
  const elements = [element("p", { class: "quiet" }, [about])];
  if (control.locked) elements.push(element("p", { class: "note" }, [say(page, control.locked, {})]));
  const made = control.sliders.map((slider) => ({
    key: slider.key,
    made: sliderOf(page, slider, slider.key === "spread" && slider.value === 1 ? say(page, "living.times", {}) : control.unit, (value, isMoving) =>
      onChange(control.name, changeTo(control, current(), slider.key, value), isMoving),
    ),
  }));
  elements.push(...made.map((slider) => slider.made.element));
  const freeze = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox" }));
  if (control.sliders.length > 1) {
    freeze.addEventListener("change", () =>
      onChange(control.name, freeze.checked ? { kind: "frozen", value: valueOf(control, current(), "centre") } : null, false),
    );
    elements.push(element("label", { class: "freeze" }, [freeze, say(page, "living.freeze", {})]));
  }
  return {
    elements,
    /** @param {Change | undefined} change */
    show(change) {
      freeze.checked = change?.kind === "frozen";
      for (const { key, made: slider } of made) slider.show(valueOf(control, change, key), Boolean(change));
    },
  };
}
