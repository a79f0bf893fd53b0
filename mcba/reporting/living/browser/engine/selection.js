/** Order statistics without sorting everything: Floyd & Rivest (1975), doi:10.1145/360680.360694. */

/**
 * A copy in which the numbers at these places are where sorting would put them, with all smaller ones before them.
 * @param {Float64Array} values @param {number[]} places
 * @returns {Float64Array}
 */
export function select(values, places) {
  const copy = values.slice();
  let first = 0;
  for (const place of [...new Set(places)].sort((a, b) => a - b)) {
    put(copy, place, first, copy.length - 1);
    first = place;
  }
  return copy;
}

/** @param {Float64Array} array @param {number} place @param {number} left @param {number} right */
function put(array, place, left, right) {
  while (right > left) {
    if (right - left > 600) {
      const size = right - left + 1;
      const offset = place - left + 1;
      const log = Math.log(size);
      const sample = 0.5 * Math.exp((2 * log) / 3);
      const spread = 0.5 * Math.sqrt((log * sample * (size - sample)) / size) * Math.sign(offset - size / 2);
      put(
        array,
        place,
        Math.max(left, Math.floor(place - (offset * sample) / size + spread)),
        Math.min(right, Math.floor(place + ((size - offset) * sample) / size + spread)),
      );
    }
    const pivot = array[place];
    let low = left;
    let high = right;
    swap(array, left, place);
    if (array[right] > pivot) swap(array, left, right);
    while (low < high) {
      swap(array, low, high);
      low += 1;
      high -= 1;
      while (array[low] < pivot) low += 1;
      while (array[high] > pivot) high -= 1;
    }
    if (array[left] === pivot) swap(array, left, high);
    else {
      high += 1;
      swap(array, high, right);
    }
    if (high <= place) left = high + 1;
    if (place <= high) right = high - 1;
  }
}

/** @param {Float64Array} array @param {number} one @param {number} other */
function swap(array, one, other) {
  const held = array[one];
  array[one] = array[other];
  array[other] = held;
}
