/** Streams of independent uniforms: PCG64 with the DXSM output (O'Neill 2014), as NumPy's PCG64DXSM gives its words. */

/** @typedef {import("../types.d.ts").Stream128} Stream128 */

const MULTIPLIER_HIGH = 0xda942042;
const MULTIPLIER_LOW = 0xe4dd58b5;
const TWO32 = 2 ** 32;

/** The upper 32 bits of the product of two words of 32 bits.
 * @param {number} a @param {number} b */
function upper(a, b) {
  const low = a & 0xffff;
  const high = a >>> 16;
  const other = b & 0xffff;
  const another = b >>> 16;
  const middle = high * other + ((low * other) >>> 16);
  const rest = low * another + (middle % 65536);
  return high * another + Math.floor(middle / 65536) + Math.floor(rest / 65536);
}

/** The four words of a number of 128 bits, the lowest first.
 * @param {string} text */
function words(text) {
  const digits = text.padStart(32, "0");
  return [24, 16, 8, 0].map((place) => Number.parseInt(digits.slice(place, place + 8), 16));
}

/**
 * Calls for each word of a stream, with its upper and lower 32 bits.
 * @param {Stream128} generator @param {number} count
 * @param {(place: number, high: number, low: number) => void} take
 */
export function forEachWord(generator, count, take) {
  let [s0, s1, s2, s3] = words(generator.state);
  const [i0, i1, i2, i3] = words(generator.increment);
  for (let place = 0; place < count; place += 1) {
    // The output: the upper half of the state, mixed twice, times the lower half made odd.
    let high = s3;
    let low = (s2 ^ s3) >>> 0;
    let carried = upper(low, MULTIPLIER_LOW) + Math.imul(low, MULTIPLIER_HIGH) + Math.imul(high, MULTIPLIER_LOW);
    low = Math.imul(low, MULTIPLIER_LOW) >>> 0;
    high = carried >>> 0;
    low = (low ^ (high >>> 16)) >>> 0;
    const odd = (s0 | 1) >>> 0;
    carried = upper(low, odd) + Math.imul(low, s1) + Math.imul(high, odd);
    take(place, carried >>> 0, Math.imul(low, odd) >>> 0);
    // The step: the state times the multiplier, plus the increment, in 128 bits.
    const p0 = Math.imul(s0, MULTIPLIER_LOW) >>> 0;
    let sum = upper(s0, MULTIPLIER_LOW) + (Math.imul(s0, MULTIPLIER_HIGH) >>> 0) + (Math.imul(s1, MULTIPLIER_LOW) >>> 0);
    const p1 = sum >>> 0;
    sum =
      Math.floor(sum / TWO32) +
      upper(s0, MULTIPLIER_HIGH) +
      upper(s1, MULTIPLIER_LOW) +
      (Math.imul(s1, MULTIPLIER_HIGH) >>> 0) +
      (Math.imul(s2, MULTIPLIER_LOW) >>> 0);
    const p2 = sum >>> 0;
    const p3 =
      (Math.floor(sum / TWO32) +
        upper(s1, MULTIPLIER_HIGH) +
        upper(s2, MULTIPLIER_LOW) +
        (Math.imul(s2, MULTIPLIER_HIGH) >>> 0) +
        (Math.imul(s3, MULTIPLIER_LOW) >>> 0)) %
      TWO32;
    let total = p0 + i0;
    s0 = total >>> 0;
    total = Math.floor(total / TWO32) + p1 + i1;
    s1 = total >>> 0;
    total = Math.floor(total / TWO32) + p2 + i2;
    s2 = total >>> 0;
    s3 = (Math.floor(total / TWO32) + p3 + i3) % TWO32;
  }
}

/**
 * The first uniforms of a stream, of 52 bits.
 * @param {Stream128} generator @param {number} worlds
 * @returns {Float64Array}
 */
export function stream(generator, worlds) {
  const row = new Float64Array(worlds);
  forEachWord(generator, worlds, (world, high, low) => {
    row[world] = (high * 2 ** 20 + (low >>> 12) + 0.5) * 2 ** -52;
  });
  return row;
}
