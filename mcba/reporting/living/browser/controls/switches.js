/** Options, scenarios, choices, and the benefits and costs that count. */

import { element } from "../page/element.js";
import { withChoice, withFlow, withVariant } from "../state/changes.js";
import { say } from "../text/words.js";
import { sliderOf } from "./sliders.js";

/** @typedef {import("../types.d.ts").Page} Page */
/** @typedef {import("../types.d.ts").Changes} Changes */
/** @typedef {(changes: Changes, movement?: string) => void} OnChanges */

/**
 * Builds the switches; what it gives shows changes in them.
 * @param {HTMLElement} place @param {Page} page @param {() => Changes} current @param {OnChanges} onChanges
 */
export function switches(place, page, current, onChanges) {
  const parts = [
    ...variants(page, "option", page.options, current, onChanges),
    ...variants(page, "scenario", page.scenarios, current, onChanges),
    ...page.choices.filter((choice) => !choice.locked).map((choice) => choiceOf(page, choice, current, onChanges)),
    ...flows(page, current, onChanges),
  ];
  place.replaceChildren(...parts.map((part) => part.element));
  return {
    /** @param {Changes} changes */
    show(changes) {
      for (const part of parts) part.show(changes);
    },
  };
}

/** @param {Page} page @param {"option" | "scenario"} kind @param {{ name: string, label: string }[]} known
 * @param {() => Changes} current @param {OnChanges} onChanges */
function variants(page, kind, known, current, onChanges) {
  const playable = new Set(page.score.variants.map((variant) => variant[kind]));
  const listed = known.filter(({ name }) => playable.has(name));
  if (!listed.length) return [];
  const id = `choose-${kind}`;
  const select = /** @type {HTMLSelectElement} */ (
    element("select", { id }, [
      element("option", { value: "" }, [say(page, `living.no_${kind}`, {})]),
      ...listed.map(({ name, label }) => element("option", { value: name }, [label])),
    ])
  );
  select.addEventListener("change", () => onChanges(withVariant(current(), kind, select.value)));
  return [
    {
      element: element("p", { class: "switch" }, [element("label", { for: id }, [say(page, `living.${kind}`, {})]), select]),
      /** @param {Changes} changes */
      show(changes) {
        select.value = changes[kind];
      },
    },
  ];
}

/** @param {Page} page @param {Page["choices"][number]} choice @param {() => Changes} current @param {OnChanges} onChanges */
function choiceOf(page, choice, current, onChanges) {
  const slider = sliderOf(page, { ...choice, marks: [] }, choice.unit, (value, isMoving) =>
    onChanges(withChoice(current(), choice.name, value === choice.value ? null : value), isMoving ? choice.name : ""),
  );
  return {
    element: slider.element,
    /** @param {Changes} changes */
    show(changes) {
      const value = changes.choices[choice.name];
      slider.show(value ?? choice.value, value !== undefined);
    },
  };
}

/** @param {Page} page @param {() => Changes} current @param {OnChanges} onChanges */
function flows(page, current, onChanges) {
  const names = Object.keys(page.flows);
  if (!names.length) return [];
  const boxes = names.map((name) => {
    const box = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox" }));
    box.addEventListener("change", () => onChanges(withFlow(current(), name, box.checked)));
    return { name, box };
  });
  const labels = boxes.map(({ name, box }) =>
    element("label", {}, [box, `${page.flows[name].label} (${say(page, `kind.${page.flows[name].kind}`, {}).toLowerCase()})`]),
  );
  return [
    {
      element: element("details", { class: "flows" }, [
        element("summary", {}, [say(page, "living.flows", {})]),
        element("fieldset", {}, [element("legend", {}, [say(page, "living.flows_that_count", {})]), ...labels]),
      ]),
      /** @param {Changes} changes */
      show(changes) {
        for (const { name, box } of boxes) box.checked = !changes.without.includes(name);
      },
    },
  ];
}
