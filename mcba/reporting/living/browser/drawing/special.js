/** Quantiles of the beta and gamma distributions, from their incomplete functions. */

const TINY = 1e-300;
const ROUNDS = 200;

/** The logarithm of the gamma function: Stirling's series from 10 on (Abramowitz & Stegun 6.1.41).
 * @param {number} x above 0 */
export function logGamma(x) {
  let product = 1;
  let z = x;
  while (z < 10) {
    product *= z;
    z += 1;
  }
  const square = z * z;
  const series =
    (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - (1 / 1188 - (691 / 360360 - 1 / 156 / square) / square) / square) / square) / square) / square) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}

/** Both tails of the regularised incomplete gamma function: its series, and Legendre's continued fraction beyond
 * (Abramowitz & Stegun 6.5.29, 6.5.31).
 * @param {number} shape @param {number} x @returns {[number, number]} */
export function gammaTails(shape, x) {
  if (x <= 0) return [0, 1];
  const front = Math.exp(shape * Math.log(x) - x - logGamma(shape));
  if (x < shape + 1) {
    let term = 1 / shape;
    let sum = term;
    for (let n = 1; n < 10000 && term > sum * 1e-17; n += 1) {
      term *= x / (shape + n);
      sum += term;
    }
    return [front * sum, 1 - front * sum];
  }
  let b = x + 1 - shape;
  let c = 1 / TINY;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 10000; n += 1) {
    const a = -n * (n - shape);
    b += 2;
    d = 1 / (a * d + b || TINY);
    c = b + a / c || TINY;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return [1 - front * h, front * h];
}

/** Both tails of the regularised incomplete beta function, by Lentz's method for the continued fraction
 * (Abramowitz & Stegun 26.5.8).
 * @param {number} a @param {number} b @param {number} x @param {number} rest 1 - x @returns {[number, number]} */
export function betaTails(a, b, x, rest) {
  if (x <= 0) return [0, 1];
  if (rest <= 0) return [1, 0];
  if (x > (a + 1) / (a + b + 2)) {
    const [lower, upper] = betaTails(b, a, rest, x);
    return [upper, lower];
  }
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * (x < 0.5 ? Math.log1p(-x) : Math.log(rest)),
  ) / a;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || TINY);
  let h = d;
  for (let n = 1; n < 10000; n += 1) {
    let term = (n * (b - n) * x) / ((a + 2 * n - 1) * (a + 2 * n));
    d = 1 / (1 + term * d || TINY);
    c = 1 + term / c || TINY;
    h *= d * c;
    term = (-(a + n) * (a + b + n) * x) / ((a + 2 * n) * (a + 2 * n + 1));
    d = 1 / (1 + term * d || TINY);
    c = 1 + term / c || TINY;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return [front * h, 1 - front * h];
}

/** Where a rising function of the logarithm of x is 0: Newton's steps, halving where they leave the bracket.
 * @param {(log: number) => [number, number]} missAndSlope @param {number} low @param {number} high */
function root(missAndSlope, low, high) {
  let [first, last] = [low, high];
  let log = 0.5 * (low + high);
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    const [miss, slope] = missAndSlope(log);
    if (miss === 0) return log;
    if (miss < 0) first = log;
    else last = log;
    let next = log - miss / slope;
    if (!(next > first && next < last)) next = 0.5 * (first + last);
    if (Math.abs(next - log) <= 2e-16 * Math.max(1, Math.abs(log))) return next;
    log = next;
  }
  return log;
}

/** The quantile of a gamma distribution of scale 1, at a distance from 0 or from 1.
 * @param {number} shape @param {number} distance @param {boolean} isUpper */
export function gammaQuantile(shape, distance, isUpper) {
  const wanted = Math.log(distance);
  const log = root(
    (place) => {
      const x = Math.exp(place);
      const tail = gammaTails(shape, x)[isUpper ? 1 : 0];
      const density = Math.exp(shape * place - x - logGamma(shape));
      const miss = Math.log(tail) - wanted;
      return isUpper ? [-miss, density / tail] : [miss, density / tail];
    },
    Math.min((wanted + logGamma(shape + 1)) / shape, 0) - 2,
    Math.log(shape + 40 * Math.sqrt(shape) + 60),
  );
  return Math.exp(log);
}

/** The quantile of a beta distribution on 0 to 1, at a distance from 0 or from 1.
 * @param {number} a @param {number} b @param {number} distance @param {boolean} isUpper */
export function betaQuantile(a, b, distance, isUpper) {
  if (isUpper) return 1 - lowerBetaQuantile(b, a, distance);
  return lowerBetaQuantile(a, b, distance);
}

/** In the logarithm of the odds, so that both ends are far away.
 * @param {number} a @param {number} b @param {number} distance */
function lowerBetaQuantile(a, b, distance) {
  const wanted = Math.log(distance);
  const constant = logGamma(a + b) - logGamma(a) - logGamma(b);
  const odds = root(
    (place) => {
      const x = 1 / (1 + Math.exp(-place));
      const rest = 1 / (1 + Math.exp(place));
      const tail = betaTails(a, b, x, rest)[0];
      const density = Math.exp(constant + a * Math.log(x) + b * Math.log(rest));
      return [Math.log(tail) - wanted, density / tail];
    },
    Math.min((wanted - constant + Math.log(a)) / a, 0) - 5,
    Math.max(40 / b, 40),
  );
  return 1 / (1 + Math.exp(-odds));
}
