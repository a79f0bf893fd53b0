/** Histograms as they are drawn: from where to where, and how high their bars are. */

/** @typedef {{ left: number, width: number, counts: number[] }} Histogram */
/** @typedef {import("../types.d.ts").Summary} Summary */

const ENDS = 0.002; // of the worlds, beyond each end of what is shown

/**
 * From where worlds are to where they end, and to the marks that are near. Of a long tail the far end is left out:
 * beyond an end of the range as much is shown as lies between it and the median.
 * @param {Histogram} histogram @param {Summary} summary @param {number[]} marks
 * @returns {[number, number]}
 */
export function windowOf(histogram, summary, marks) {
  const low = finite(summary.low.value, histogram.left);
  const high = finite(summary.high.value, histogram.left + histogram.width * histogram.counts.length);
  const middle = summary.median.value;
  let left = Math.min(low, Math.max(edge(histogram, ENDS), low - (middle - low)));
  let right = Math.max(high, Math.min(edge(histogram, 1 - ENDS), high + (high - middle)));
  const spread = right - left || Math.abs(left) * 0.1 || 1;
  const near = marks.filter((mark) => left - 1.5 * spread < mark && mark < right + 1.5 * spread);
  left = Math.min(left - 0.02 * spread, ...near);
  right = Math.max(right + 0.02 * spread, ...near);
  const margin = 0.02 * (right - left);
  return [left - margin, right + margin];
}

/** @param {number} value @param {number} otherwise */
function finite(value, otherwise) {
  return Number.isFinite(value) ? value : otherwise;
}

/** Below where a share of the worlds lies, to a bar. @param {Histogram} histogram @param {number} share */
function edge(histogram, share) {
  const whole = total(histogram);
  let below = 0;
  for (let place = 0; place < histogram.counts.length; place += 1) {
    below += histogram.counts[place] ?? 0;
    if (below >= share * whole) return histogram.left + histogram.width * (place + (share > 0.5 ? 1 : 0));
  }
  return histogram.left + histogram.width * histogram.counts.length;
}

/** @param {Histogram} histogram */
function total(histogram) {
  return histogram.counts.reduce((sum, count) => sum + count, 0) || 1;
}

/**
 * The share of worlds in each bar, for each unit of what is counted: histograms with bars of other widths compare.
 * @param {Histogram} histogram @returns {number[]}
 */
export function heights(histogram) {
  const unit = total(histogram) * (histogram.width || 1);
  return histogram.counts.map((count) => count / unit);
}

/**
 * The outline of a histogram as a path of SVG, closed on the ground.
 * @param {Histogram} histogram @param {(value: number) => number} across @param {(height: number) => number} up
 * @returns {string}
 */
export function outline(histogram, across, up) {
  const points = [`M${short(across(histogram.left))} ${short(up(0))}`];
  heights(histogram).forEach((height, place) => {
    points.push(`V${short(up(height))}`, `H${short(across(histogram.left + histogram.width * (place + 1)))}`);
  });
  return `${points.join(" ")} V${short(up(0))} Z`;
}

/** @param {number} place */
function short(place) {
  return Number(place.toFixed(2));
}
