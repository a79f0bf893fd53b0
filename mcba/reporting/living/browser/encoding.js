/** Numbers that Python packed: base64 of their bytes, lowest first. */

/** @param {string} packed @returns {ArrayBuffer} */
function bytes(packed) {
  const text = atob(packed);
  const array = new Uint8Array(text.length);
  for (let place = 0; place < text.length; place += 1) array[place] = text.charCodeAt(place);
  return array.buffer;
}

/** @param {string} packed @returns {Float64Array} */
export function float64(packed) {
  return new Float64Array(bytes(packed));
}

/** @param {string} packed @returns {Uint32Array} */
export function uint32(packed) {
  return new Uint32Array(bytes(packed));
}

/** @param {string} packed @returns {Int32Array} */
export function int32(packed) {
  return new Int32Array(bytes(packed));
}
