/** The picture of an outcome: how many worlds lie where, now and in the study, and what was published. */

import { say } from "../text/words.js";
import { element, hatch, shape } from "./element.js";
import { isOfMoney, LETTER, middleOf, pictureInWords, plotOf } from "./plot.js";
import { outcome, range, shares, short } from "./written.js";

/** @typedef {import("../types.d.ts").Page} Page */
/** @typedef {import("../types.d.ts").Answers} Answers */
/** @typedef {import("./plot.js").Plot} Plot */
/** @typedef {import("./plot.js").Band} Band */
/**
 * What a place shows, to be drawn again when its width or the outcome changes.
 * @typedef {{ page: Page, answers: Answers, before: Answers, width: number }} Shown
 */

const USUAL = 640; // wide, where a place does not say
const WIDEST = 900;
/** @type {WeakMap<HTMLElement, Shown>} */
const shown = new WeakMap();

/**
 * Fills a place with the picture.
 * @param {HTMLElement} place @param {Page} page @param {Answers} answers @param {Answers} before
 */
export function showPicture(place, page, answers, before) {
  const isNew = !shown.has(place);
  shown.set(place, { page, answers, before, width: widthOf(place) });
  if (isNew) {
    place.replaceChildren(
      element("div", { class: "outcomes", role: "group", "aria-label": say(page, "living.which_outcome") }),
      element("div", { class: "drawn" }),
    );
    watch(place);
  }
  draw(place);
}

/** The outcomes that can be shown: the ratio first, as in the answer. @param {Answers} answers */
export function outcomesOf(answers) {
  return Object.keys(answers.histograms).sort((one, other) => Number(other === "bcr") - Number(one === "bcr"));
}

/** @param {HTMLElement} place */
function widthOf(place) {
  return Math.min(WIDEST, place.clientWidth || USUAL);
}

/** Draws again when the place becomes wider or narrower. @param {HTMLElement} place */
function watch(place) {
  if (typeof ResizeObserver === "undefined") return;
  new ResizeObserver(() => {
    const one = shown.get(place);
    if (!one || one.width === widthOf(place)) return;
    one.width = widthOf(place);
    draw(place);
  }).observe(place);
}

/** @param {HTMLElement} place */
function draw(place) {
  const one = shown.get(place);
  const names = one ? outcomesOf(one.answers) : [];
  const name = names.find((other) => other === place.dataset["outcome"]) ?? names[0];
  const [buttons, drawn] = place.children;
  if (!one || !buttons || !drawn || name === undefined) return;
  switches(place, buttons, one.page, names, name);
  const plot = plotOf(one.page, one.answers, one.before, name, one.width);
  if (!plot) return;
  const parts = [svgOf(plot, pictureInWords(one.page, one.answers, one.before, name)), legend(one, name, plot)];
  drawn.replaceChildren(...sides(one, name), ...parts);
}

/**
 * A button for each outcome; none for a single one.
 * @param {HTMLElement} place @param {Element} group @param {Page} page @param {string[]} names
 * @param {string} name
 */
function switches(place, group, page, names, name) {
  const known = [...group.children].map((button) => button.getAttribute("value")).join(" ");
  const wanted = names.length > 1 ? names : [];
  if (known !== wanted.join(" ")) {
    group.replaceChildren(
      ...wanted.map((one) => {
        const button = element("button", { type: "button", value: one }, outcome(page, one));
        button.addEventListener("click", () => {
          place.dataset["outcome"] = one;
          draw(place);
        });
        return button;
      }),
    );
  }
  for (const button of group.children)
    button.setAttribute("aria-pressed", String(button.getAttribute("value") === name));
}

// --- the drawing

/** @param {Plot} plot @param {string} words */
function svgOf(plot, words) {
  const { width, height, ground } = plot;
  const svg = shape("svg", {
    class: "outcome",
    role: "img",
    "aria-label": words,
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
  });
  const clip = shape(
    "clipPath",
    { id: "picture-within" },
    shape("rect", { x: plot.band.from, y: 0, width: Math.max(0, plot.band.to - plot.band.from), height }),
  );
  svg.append(shape("defs", {}, hatch("hatch-outside"), clip));
  for (const tick of plot.ticks) {
    svg.append(
      vertical(tick.at, 0, height - 22, "grid"),
      shape("text", { x: inside(tick, width), y: height - 6, class: "tick" }, tick.text),
    );
  }
  svg.append(
    shape("path", { d: plot.live, class: "outside" }),
    shape("path", { d: plot.live, class: "hatched", fill: "url(#hatch-outside)" }),
    shape("path", { d: plot.live, class: "inside", "clip-path": "url(#picture-within)" }),
    vertical(plot.median, 0, ground, "median"),
  );
  if (plot.ghost) svg.append(shape("path", { d: plot.ghost, class: "ghost" }));
  svg.append(shape("path", { d: `M0 ${ground} H${width}`, class: "ground" }));
  if (plot.breakEven !== null) svg.append(vertical(plot.breakEven, 0, height - 22, "break-even"));
  for (const one of plot.published) svg.append(bracket(one, ground));
  svg.append(band(plot.band, ground + 14, width, "band"));
  if (plot.was) svg.append(band(plot.was, ground + 40, width, "band was"));
  return svg;
}

/**
 * Where the text of a tick has its middle: not over an edge.
 * @param {{ at: number, text: string }} tick @param {number} width
 */
function inside(tick, width) {
  const half = (tick.text.length * LETTER) / 2;
  return Math.min(width - half, Math.max(half, tick.at));
}

/** @param {number} at @param {number} from @param {number} to @param {string} look */
function vertical(at, from, to, look) {
  return shape("path", { d: `M${at} ${from} V${to}`, class: look });
}

/**
 * A published range: a line with a diamond at each end, and down to the ground.
 * @param {{ from: number, to: number, up: number }} one @param {number} ground
 */
function bracket(one, ground) {
  const { from, to, up } = one;
  const diamonds = [...new Set([from, to])].map((at) =>
    shape("path", { d: `M${at - 6} ${up} l6 -6 l6 6 l-6 6 Z`, class: "diamond" }),
  );
  const sides = [...new Set([from, to])].map((at) => vertical(at, up, ground, "side"));
  return shape(
    "g",
    { class: "published" },
    shape("path", { d: `M${from} ${up} H${to}`, class: "line" }),
    ...sides,
    ...diamonds,
  );
}

/**
 * A range below the bars: a line between its ends, which stand beside it, with the mean as a dot.
 * @param {Band} one @param {number} y @param {number} width @param {string} look
 */
function band(one, y, width, look) {
  const group = shape("g", { class: look });
  group.append(
    shape("path", { d: `M${one.from} ${y} H${one.to}`, class: "line" }),
    shape("path", { d: `M${one.from} ${y - 6} v12 M${one.to} ${y - 6} v12`, class: "ends" }),
  );
  if (one.mean !== null) group.append(shape("circle", { cx: one.mean, cy: y, r: 5, class: "mean" }));
  group.append(...endTexts(one, y, width));
  return group;
}

/**
 * The ends of a range outside it, or within it where there is no room.
 * @param {Band} one @param {number} y @param {number} width
 */
function endTexts(one, y, width) {
  if (one.low === one.high)
    return [
      shape("text", { x: inside({ at: one.from + 14 + one.low.length * 4, text: one.low }, width), y: y + 5 }, one.low),
    ];
  const [left, right] = [one.low.length * LETTER + 8, one.high.length * LETTER + 8];
  const low = one.from - left > 0 ? { x: one.from - 6, "text-anchor": "end" } : { x: 2, "text-anchor": "start" };
  const high =
    one.to + right < width ? { x: one.to + 6, "text-anchor": "start" } : { x: width - 2, "text-anchor": "end" };
  return [shape("text", { ...low, y: y + 5 }, one.low), shape("text", { ...high, y: y + 5 }, one.high)];
}

// --- beside it

/** On which side of break-even how many worlds lie. @param {Shown} one @param {string} name */
function sides(one, name) {
  const gain = one.answers.chances["npv"];
  if (!gain || !isOfMoney(one.page, name)) return [];
  const [more, less] = shares(one.page, gain);
  return [
    element(
      "p",
      { class: "sides" },
      element("span", { class: "loss" }, say(one.page, "living.loss", { share: less })),
      element("span", { class: "gain" }, say(one.page, "living.gain", { share: more })),
    ),
  ];
}

/** What is what. @param {Shown} one @param {string} name @param {Plot} plot */
function legend(one, name, plot) {
  const { page, answers, before } = one;
  const summary = answers.summaries[name];
  const former = before.summaries[name];
  const middle = middleOf(answers, name);
  if (!summary) return element("ul");
  const items = [
    entry("inside", say(page, "living.inside", { range: range(page, summary) })),
    entry("outside", say(page, "living.outside")),
    entry("median", say(page, "living.median", { value: short(page, summary.median) })),
  ];
  if (plot.band.mean !== null && middle)
    items.push(
      entry(
        "mean",
        say(page, name === "bcr" ? "living.ratio_of_means" : "living.mean", { value: short(page, middle) }),
      ),
    );
  if (plot.was && former) items.push(entry("ghost", say(page, "living.in_study", { range: range(page, former) })));
  plot.published.forEach((published) =>
    items.push(entry("published", say(page, "living.published", { range: published.text }))),
  );
  if (plot.breakEven !== null && isOfMoney(page, name)) items.push(entry("break-even", say(page, "living.break_even")));
  return element("ul", { class: "legend" }, ...items);
}

/** A sample and its words. @param {string} look @param {string} words */
function entry(look, words) {
  const samples = {
    inside: [shape("rect", { x: 1, y: 2, width: 22, height: 12, class: "inside" })],
    outside: [
      shape("rect", { x: 1, y: 2, width: 22, height: 12, class: "outside" }),
      shape("rect", { x: 1, y: 2, width: 22, height: 12, class: "hatched", fill: "url(#hatch-outside)" }),
    ],
    mean: [shape("circle", { cx: 12, cy: 8, r: 5, class: "mean" })],
    published: [
      shape(
        "g",
        { class: "published" },
        shape("path", { d: "M5 8 H19", class: "line" }),
        shape("path", { d: "M0 8 l5 -5 l5 5 l-5 5 Z M14 8 l5 -5 l5 5 l-5 5 Z", class: "diamond" }),
      ),
    ],
  };
  const sample = samples[/** @type {keyof typeof samples} */ (look)] ?? [
    shape("path", { d: look === "ghost" ? "M1 8 H23" : "M12 0 V16", class: look }),
  ];
  return element(
    "li",
    {},
    shape("svg", { width: 24, height: 16, "aria-hidden": "true" }, ...sample),
    element("span", {}, words),
  );
}
