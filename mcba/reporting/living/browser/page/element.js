/** Elements of HTML and SVG; what they say is text, whatever stands in it. */

/** @typedef {Record<string, string | number | undefined>} Attributes */
/** @typedef {(Node | string | (Node | string)[])[]} Content */

const DRAWING = "http://www.w3.org/2000/svg";

/**
 * @template {Element} Made @param {Made} made @param {Attributes} attributes @param {Content} content
 * @returns {Made}
 */
function filled(made, attributes, content) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...content.flat());
  return made;
}

/**
 * An element of HTML.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name @param {Attributes} [attributes] @param {Content} content
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, attributes = {}, ...content) {
  return filled(document.createElement(name), attributes, content);
}

/**
 * An element of SVG.
 * @template {keyof SVGElementTagNameMap} Name
 * @param {Name} name @param {Attributes} [attributes] @param {Content} content
 * @returns {SVGElementTagNameMap[Name]}
 */
export function shape(name, attributes = {}, ...content) {
  return filled(
    /** @type {SVGElementTagNameMap[Name]} */ (document.createElementNS(DRAWING, name)),
    attributes,
    content,
  );
}

/** Slanted lines, to fill with `url(#name)`: what a colour says is never said by it alone. @param {string} name */
export function hatch(name) {
  const line = shape("path", { d: "M0 6 L6 0", class: "hatching" });
  return shape("pattern", { id: name, width: 6, height: 6, patternUnits: "userSpaceOnUse" }, line);
}

/** A drawing that only defines hatches. @param {string[]} names */
export function hatches(...names) {
  const attributes = { width: 0, height: 0, class: "definitions", "aria-hidden": "true" };
  return shape("svg", attributes, shape("defs", {}, ...names.map(hatch)));
}
