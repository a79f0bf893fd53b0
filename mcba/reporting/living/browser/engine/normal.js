/** The normal distribution: probabilities and quantiles. */

/** Coefficients of Wichura (1988), Algorithm AS 241, doi:10.2307/2347330: near the middle, in the tails, far out. */
const MIDDLE = [
  [2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.387132872796366608],
  [5.226495278852854561e3, 2.8729085735721942674e4, 3.930789580009271061e4, 2.1213794301586595867e4, 5.3941960214247511077e3, 6.871870074920579083e2, 4.2313330701600911252e1, 1],
];
const TAIL = [
  [7.7454501427834140764e-4, 2.27238449892691845833e-2, 2.4178072517745061177e-1, 1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734],
  [1.05075007164441684324e-9, 5.475938084995344946e-4, 1.51986665636164571966e-2, 1.4810397642748007459e-1, 6.8976733498510000455e-1, 1.6763848301838038494, 2.05319162663775882187, 1],
];
const FAR = [
  [2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.2426609473880784386e-3, 2.6532189526576123093e-2, 2.9656057182850489123e-1, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772],
  [2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4, 1.48753612908506148525e-2, 1.3692988092273580531e-1, 5.9983220655588793769e-1, 1],
];

/** @param {number[][]} ratio @param {number} x */
function rational([above, below], x) {
  let upper = 0;
  let lower = 0;
  for (let place = 0; place < above.length; place += 1) {
    upper = upper * x + above[place];
    lower = lower * x + below[place];
  }
  return upper / lower;
}

/** The standard normal quantile of a probability strictly between 0 and 1.
 * @param {number} u */
export function ndtri(u) {
  const q = u - 0.5;
  if (Math.abs(q) <= 0.425) return q * rational(MIDDLE, 0.180625 - q * q);
  const r = Math.sqrt(-Math.log(q < 0 ? u : 1 - u));
  const size = r <= 5 ? rational(TAIL, r - 1.6) : rational(FAR, r - 5);
  return q < 0 ? -size : size;
}

/** The probability of at most x under a standard normal distribution.
 * @param {number} x */
export function ndtr(x) {
  const z = Math.abs(x) * Math.SQRT1_2;
  if (z < 1.5) {
    const half = 0.5 * errorFunction(z);
    return x < 0 ? 0.5 - half : 0.5 + half;
  }
  const tail = 0.5 * complement(z);
  return x < 0 ? tail : 1 - tail;
}

/** erf by its series of positive terms (Abramowitz & Stegun 7.1.6).
 * @param {number} z */
function errorFunction(z) {
  let term = z;
  let sum = z;
  for (let n = 1; term > 1e-17 * sum; n += 1) {
    term *= (2 * z * z) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-z * z) * sum;
}

/** erfc by its continued fraction (Abramowitz & Stegun 7.1.14), from the end that z makes small.
 * @param {number} z */
function complement(z) {
  if (z > 27) return 0;
  let fraction = 0;
  for (let n = Math.ceil(20 + 250 / (z * z)); n > 0; n -= 1) fraction = n / 2 / (z + fraction);
  return Math.exp(-z * z) / Math.sqrt(Math.PI) / (z + fraction);
}
