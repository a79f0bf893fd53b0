/** Numbers as a reader types them, and as a field shows them. */

/** @typedef {import("../types.d.ts").Page} Page */

const DIGITS = 6;

/** A number in a field: up to six digits, without thousands.
 * @param {Page} page @param {number} value */
export function plain(page, value) {
  const text = Math.abs(value) >= 10 ** DIGITS ? String(Math.round(value)) : String(Number(value.toPrecision(DIGITS)));
  return text.replace(".", page.numbers.decimal).replace("-", page.numbers.minus);
}

/** What was typed, with either decimal sign; nothing where that is no number.
 * @param {Page} page @param {string} typed @returns {number | null} */
export function parsed(page, typed) {
  const thousands = page.numbers.decimal === "," ? /[.\s\u00a0\u202f](?=\d{3}\b)/g : /[,\s\u00a0\u202f](?=\d{3}\b)/g;
  const text = typed.trim().replace(page.numbers.minus, "-").replace(thousands, "").replace(",", ".");
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : null;
}
