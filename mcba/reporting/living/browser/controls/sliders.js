/** One slider: a name, a track, and a field for the number. */

import { element } from "../page/element.js";
import { parsed, plain } from "../text/entered.js";
import { say } from "../text/words.js";

/** @typedef {import("../types.d.ts").Page} Page */
/** @typedef {import("../types.d.ts").Slider} Slider */

let count = 0;

/**
 * @param {Page} page
 * @param {Pick<Slider, "label" | "least" | "most" | "step" | "marks" | "value">} slider
 * @param {string} unit
 * @param {(value: number, isMoving: boolean) => void} onChange
 * @returns {{ element: HTMLElement, show: (value: number, isChanged: boolean) => void }}
 */
export function sliderOf(page, slider, unit, onChange) {
  count += 1;
  const id = `slider-${count}`;
  const track = /** @type {HTMLInputElement} */ (
    element("input", { type: "range", id, min: String(slider.least), max: String(slider.most), step: String(slider.step) })
  );
  const field = /** @type {HTMLInputElement} */ (
    element("input", { type: "text", inputmode: "decimal", "aria-label": `${slider.label}, ${say(page, "living.as_number", {})}` })
  );
  const told = element("span", { class: "told", id: `${id}-told` });
  track.setAttribute("aria-describedby", told.id);
  const marks = slider.marks.filter(({ at }) => at > slider.least && at < slider.most);
  told.textContent = [
    say(page, "living.study_has", { value: plain(page, slider.value) }),
    ...marks.map(({ at, label }) => `${label} ${plain(page, at)}`),
  ].join(" · ");
  const box = element("div", { class: "slider" }, [
    element("label", { for: id }, [slider.label]),
    element("div", { class: "track" }, [track, ticks(slider, marks)]),
    field,
    element("span", { class: "unit" }, [unit]),
    told,
  ]);
  const set = (/** @type {number} */ value, /** @type {boolean} */ isMoving) => {
    const near = Math.abs(value - slider.value) < slider.step / 2 ? slider.value : value;
    onChange(near, isMoving);
  };
  track.addEventListener("input", () => set(Number(track.value), true));
  track.addEventListener("change", () => set(Number(track.value), false));
  field.addEventListener("change", () => {
    const value = parsed(page, field.value);
    if (value === null) field.setAttribute("aria-invalid", "true");
    else onChange(value, false);
  });
  return {
    element: box,
    show(value, isChanged) {
      track.value = String(value);
      track.setAttribute("aria-valuetext", `${plain(page, value)} ${unit}`.trim());
      if (document.activeElement !== field) field.value = plain(page, value);
      field.removeAttribute("aria-invalid");
      box.classList.toggle("is-changed", isChanged);
    },
  };
}

/** Small marks under the track: the study's value, and where the answer turns.
 * @param {Pick<Slider, "least" | "most" | "value">} slider @param {{ at: number, label: string }[]} marks */
function ticks(slider, marks) {
  const at = (/** @type {number} */ value) => String(Math.round((1000 * (value - slider.least)) / (slider.most - slider.least)) / 10);
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "ticks");
  svg.setAttribute("viewBox", "0 0 100 4");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  for (const [value, kind] of [[slider.value, "own"], ...marks.map((mark) => [mark.at, "turn"])]) {
    const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
    line.setAttribute("class", String(kind));
    for (const [name, place] of [["x1", at(Number(value))], ["x2", at(Number(value))], ["y1", "0"], ["y2", "4"]]) line.setAttribute(name, place);
    svg.append(line);
  }
  return svg;
}
