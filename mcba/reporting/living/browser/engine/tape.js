/** A tape is played: one instruction after another on registers of some hundred worlds, as `mcba.engine.program` plays it. */

/** @typedef {import("../types.d.ts").Variant} Variant */

const STRIDE = 1024;
const WIDTH = 6;

/** @type {((out: Float64Array, a: Float64Array, b: Float64Array, c: Float64Array, n: number) => void)[]} */
const OPERATIONS = [
  (out, a, b, c, n) => { for (let i = 0; i < n; i += 1) out[i] = a[i] + b[i]; },
  (out, a, b, c, n) => { for (let i = 0; i < n; i += 1) out[i] = a[i] - b[i]; },
  (out, a, b, c, n) => { for (let i = 0; i < n; i += 1) out[i] = a[i] * b[i]; },
  (out, a, b, c, n) => { for (let i = 0; i < n; i += 1) out[i] = a[i] / b[i]; },
  (out, a, b, c, n) => { for (let i = 0; i < n; i += 1) out[i] = -a[i]; },
  (out, a, b, c, n) => { for (let i = 0; i < n; i += 1) out[i] = Math.sqrt(a[i]); },
  (out, a, b, c, n) => { for (let i = 0; i < n; i += 1) out[i] = a[i] < b[i] || a[i] !== a[i] ? a[i] : b[i]; },
  (out, a, b, c, n) => { for (let i = 0; i < n; i += 1) out[i] = a[i] > b[i] || a[i] !== a[i] ? a[i] : b[i]; },
  (out, a, b, c, n) => { for (let i = 0; i < n; i += 1) out[i] = a[i] !== a[i] ? NaN : a[i] !== 0 ? b[i] : c[i]; },
  (out, a, b, c, n) => { for (let i = 0; i < n; i += 1) out[i] = told(a[i] < b[i], a[i], b[i]); },
  (out, a, b, c, n) => { for (let i = 0; i < n; i += 1) out[i] = told(a[i] <= b[i], a[i], b[i]); },
  (out, a, b, c, n) => { for (let i = 0; i < n; i += 1) out[i] = told(a[i] > b[i], a[i], b[i]); },
  (out, a, b, c, n) => { for (let i = 0; i < n; i += 1) out[i] = told(a[i] >= b[i], a[i], b[i]); },
  (out, a, b, c, n) => { for (let i = 0; i < n; i += 1) out[i] = told(a[i] === b[i], a[i], b[i]); },
  (out, a, b, c, n) => { for (let i = 0; i < n; i += 1) out[i] = told(a[i] !== b[i], a[i], b[i]); },
  () => { throw new Error("a tape of a page looks nothing up"); },
  (out, a, b, c, n) => { for (let i = 0; i < n; i += 1) out[i] = a[i] * b[i] + c[i]; },
  (out, a, b, c, n) => { for (let i = 0; i < n; i += 1) out[i] = Math.exp(a[i]); },
  (out, a, b, c, n) => { for (let i = 0; i < n; i += 1) out[i] = a[i] === 0 ? -Infinity : Math.log(a[i]); },
  (out, a, b, c, n) => { for (let i = 0; i < n; i += 1) out[i] = power(a[i], b[i]); },
];

/** Whether something holds of two numbers, as a number; of what is no number nothing is known.
 * @param {boolean} holds @param {number} a @param {number} b */
function told(holds, a, b) {
  return a !== a || b !== b ? NaN : holds ? 1 : 0;
}

/** A power as C has it: JavaScript gives NaN for 1 to an infinite power, and for 1 to what is no number.
 * @param {number} base @param {number} exponent */
function power(base, exponent) {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1;
  return base ** exponent;
}

/** A constant as JSON has it.
 * @param {number | string} constant @returns {number} */
function number(constant) {
  if (typeof constant === "number") return constant;
  return constant === "inf" ? Infinity : constant === "-inf" ? -Infinity : NaN;
}

/**
 * The outputs of a tape, a row of worlds for each of their numbers.
 * @param {Variant} variant
 * @param {Int32Array} code (instruction, 6)
 * @param {Float64Array[]} inputs for the first registers: a number a world, or a single one for all worlds
 * @param {number} worlds
 * @returns {Record<string, Float64Array[]>}
 */
export function play(variant, code, inputs, worlds) {
  const registers = Array.from({ length: variant.registers }, () => new Float64Array(STRIDE));
  variant.constants.forEach((constant, place) => registers[inputs.length + place].fill(number(constant)));
  /** @type {[number, Float64Array][]} */
  const shown = [];
  /** @type {Record<string, Float64Array[]>} */
  const outputs = {};
  for (const [name, places] of Object.entries(variant.outputs)) {
    outputs[name] = places.map((place) => {
      const row = new Float64Array(worlds);
      shown.push([place, row]);
      return row;
    });
  }
  for (let start = 0; start < worlds; start += STRIDE) {
    const count = Math.min(STRIDE, worlds - start);
    inputs.forEach((input, place) => {
      if (input.length === 1) registers[place].fill(input[0]);
      else registers[place].set(input.subarray(start, start + count));
    });
    for (let place = 0; place < code.length; place += WIDTH) {
      OPERATIONS[code[place]](
        registers[code[place + 2]],
        registers[code[place + 3]],
        registers[code[place + 4]],
        registers[code[place + 5]],
        count,
      );
    }
    for (const [place, row] of shown) row.set(registers[place].subarray(0, count), start);
  }
  return outputs;
}
