/** How numbers are written: each rounded by its own Monte Carlo error, as `mcba.engine.estimates.rounding.display` has it. */

/** @typedef {import("../types.d.ts").Page} Page */

const EXACT = 3;
const MOST = 6;
const FEWEST = 2;
const SURE = 2;
const TWO_DIGITS_BELOW = 2.95;
const LANDMARKS = [0, 1];
const LARGEST_POWER = 15;
const SMALLEST_POWER = -6;
const PLACES = 100; // that toFixed writes

/** The power of ten of the first digit.
 * @param {number} value */
function powerOf(value) {
  if (!value || !Number.isFinite(value)) return 0;
  // Just below a power of ten Python's logarithm rounds up to it, and that of JavaScript down just above it.
  return Math.max(Number(value.toExponential().split("e")[1]), Math.floor(Math.log10(Math.abs(value))));
}

/** @param {number} value @param {number} digits */
function decimalsOfDigits(value, digits) {
  return digits - 1 - powerOf(value);
}

/** A number rounded to these decimals, a half to the even digit, as text without thousands: Python's `round`.
 * @param {number} value @param {number} decimals */
function fixed(value, decimals) {
  const sign = value < 0 ? "-" : "";
  const size = Math.abs(value);
  if (decimals < 0) return sign + tens(size, -decimals);
  const [whole, part = ""] = size.toFixed(PLACES).split(".");
  const rest = part.slice(decimals);
  const isHalf = /^50*$/.test(rest);
  const kept = BigInt(whole + part.slice(0, decimals));
  const isUp = isHalf ? kept % 2n === 1n : rest.length > 0 && rest[0] >= "5";
  const digits = String(kept + (isUp ? 1n : 0n)).padStart(decimals + 1, "0");
  return sign + (decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits);
}

/** A number rounded to whole tens, hundreds and so on.
 * @param {number} size @param {number} power */
function tens(size, power) {
  const unit = 10n ** BigInt(power);
  const whole = BigInt(Math.trunc(size));
  const left = whole % unit;
  const twice = 2n * left;
  const isHalf = twice === unit && size === Math.trunc(size);
  const count = whole / unit;
  const isUp = isHalf ? count % 2n === 1n : twice >= unit;
  return String((count + (isUp ? 1n : 0n)) * unit);
}

/** @param {number} value @param {number} decimals */
function rounded(value, decimals) {
  return Number.isFinite(value) ? Number(fixed(value, Math.min(decimals, PLACES))) : value;
}

/** @param {number} value @param {number} decimals */
function endsInZero(value, decimals) {
  return rounded(value, decimals) === rounded(value, decimals - 1);
}

/** @param {number} value @param {number} decimals */
function shortest(value, decimals) {
  let places = decimals;
  while (places > 0 && endsInZero(value, places)) places -= 1;
  return places;
}

/** As many more decimals as keep a number off a landmark that its interval excludes.
 * @param {number} value @param {number} error @param {number} decimals @param {number[]} landmarks */
function beyondLandmarks(value, error, decimals, landmarks) {
  const known = error > 0 && error < Infinity ? error : 0;
  const most = Math.max(decimals, decimalsOfDigits(value, MOST));
  let places = decimals;
  for (const landmark of landmarks) {
    const side = value - landmark;
    while (Math.abs(side) > SURE * known && places < most && (rounded(value, places) - landmark) * side <= 0) places += 1;
  }
  return places;
}

/** How many decimals a standard error is written with.
 * @param {number} error */
export function decimalsOfError(error) {
  const power = powerOf(error);
  return -power + (error / 10 ** power < TWO_DIGITS_BELOW ? 1 : 0);
}

/** How many decimals a number has in a table.
 * @param {number} value @param {number} [error] @param {number[]} [landmarks] */
export function decimals(value, error = 0, landmarks = LANDMARKS) {
  if (!Number.isFinite(value)) return 0;
  if (!(error > 0 && error < Infinity)) {
    return shortest(value, beyondLandmarks(value, 0, decimalsOfDigits(value, EXACT), landmarks));
  }
  const own = decimalsOfError(error);
  return beyondLandmarks(value, error, value ? Math.min(own, decimalsOfDigits(value, MOST)) : own, landmarks);
}

/** How many decimals a number has that is the same in every world.
 * @param {number} value */
export function decimalsOfCertain(value) {
  return Number.isFinite(value) ? shortest(value, decimalsOfDigits(value, MOST)) : 0;
}

/** How many decimals a number has in a headline.
 * @param {number} value @param {number} [error] @param {number[]} [landmarks] */
export function shortDecimals(value, error = 0, landmarks = LANDMARKS) {
  if (!value || !Number.isFinite(value)) return 0;
  const inTable = decimals(value, error, landmarks);
  if (!(error > 0 && error < Infinity)) return inTable;
  let asked = Math.max(Math.min(inTable, decimalsOfDigits(value, EXACT)), decimalsOfDigits(value, FEWEST));
  while (asked < inTable && landmarks.includes(rounded(value, asked))) asked += 1;
  return asked;
}

/** How many decimals the ends of a range have in a headline.
 * @param {number} low @param {number} high @param {number} [lowError] @param {number} [highError]
 * @returns {[number, number]} */
export function decimalsOfEnds(low, high, lowError = 0, highError = 0) {
  const ends = [[low, lowError], [high, highError]];
  const own = ends.map(([value, error]) => shortDecimals(value, error));
  const finite = [0, 1].filter((place) => ends[place][0] && Number.isFinite(ends[place][0]));
  if (finite.length === 2) {
    const large = Math.abs(low) >= Math.abs(high) ? 0 : 1;
    const small = 1 - large;
    const [value, error] = ends[large];
    own[large] = Math.max(own[large], Math.min(decimalsOfDigits(high - low, FEWEST), decimals(value, error)));
    const [other, otherError] = ends[small];
    const least = beyondLandmarks(other, otherError, decimalsOfDigits(other, FEWEST), LANDMARKS);
    own[small] = own[large] >= least ? own[large] : least;
    if (own[small] === own[large] + 1 && endsInZero(other, own[small])) own[small] = own[large];
  }
  return [own[0], own[1]];
}

/** How many decimals rising numbers have side by side in a table.
 * @param {[number, number][]} estimates @returns {number[]} */
export function decimalsInOrder(estimates) {
  const places = estimates.map(([value, error]) => decimals(value, error));
  for (;;) {
    const shown = estimates.map(([value], place) => rounded(value, places[place]));
    const first = shown.findIndex((value, place) => place + 1 < shown.length && value > shown[place + 1]);
    if (first < 0) return places;
    places[places[first] <= places[first + 1] ? first : first + 1] += 1;
  }
}

/** A number with thousands, in the signs of a language; very large and small ones by a power of ten.
 * @param {Page["numbers"]} numbers @param {number} value @param {number} decimals */
export function numberText(numbers, value, decimals) {
  const power = powerOf(value);
  const isPlain = power >= SMALLEST_POWER && power < LARGEST_POWER;
  const text = isPlain || decimals + power < 0 ? grouped(fixed(value, decimals)) : exponent(value, decimals + power);
  /** @type {Record<string, string>} */
  const signs = { ",": numbers.thousands, ".": numbers.decimal, "-": numbers.minus };
  return text.replace(/[,.-]/g, (sign) => signs[sign]);
}

/** @param {string} text */
function grouped(text) {
  const plain = /^-0*(\.0*)?$/.test(text) ? text.slice(1) : text;
  const [whole, part] = plain.split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part ? `.${part}` : "");
}

/** @param {number} value @param {number} digits */
function exponent(value, digits) {
  const [mantissa, power] = value.toExponential(digits).split("e");
  return `${mantissa}e${power[0]}${power.slice(1).padStart(2, "0")}`;
}
