// Lengths and areas on the earth, in metres and square metres. Pure.
// Length: Vincenty's inverse on WGS84 (T. Vincenty, Survey Review 23, 1975), to the millimetre but
// for points that face each other across the globe; there the great circle serves. Area: the sphere of
// equal area by authalic latitudes (Snyder, Map Projections, USGS 1395, p. 16).

const A = 6_378_137;
const F = 1 / 298.257223563;
const B = A * (1 - F);
const E2 = F * (2 - F);
const ROUNDS = 100;
const rad = (degrees) => (degrees * Math.PI) / 180;

export function distance([lon1, lat1], [lon2, lat2]) {
  if (lon1 === lon2 && lat1 === lat2) return 0;
  const length = rad(lon2 - lon1);
  const [u1, u2] = [lat1, lat2].map((lat) => Math.atan((1 - F) * Math.tan(rad(lat))));
  const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  let turn = length;
  for (let round = 0; round < ROUNDS; round += 1) {
    const [sin, cos] = [Math.sin(turn), Math.cos(turn)];
    const sinSigma = Math.hypot(c2 * sin, c1 * s2 - s1 * c2 * cos);
    const cosSigma = s1 * s2 + c1 * c2 * cos;
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (c1 * c2 * sin) / sinSigma;
    const cos2Alpha = 1 - sinAlpha ** 2;
    const middle = cos2Alpha === 0 ? 0 : cosSigma - (2 * s1 * s2) / cos2Alpha;
    const c = (F / 16) * cos2Alpha * (4 + F * (4 - 3 * cos2Alpha));
    const before = turn;
    turn = length + (1 - c) * F * sinAlpha * (sigma + c * sinSigma * (middle + c * cosSigma * (2 * middle ** 2 - 1)));
    if (Math.abs(turn - before) < 1e-12) return along({ sigma, sinSigma, cosSigma, middle, cos2Alpha });
  }
  return Math.acos(Math.sin(rad(lat1)) * Math.sin(rad(lat2)) + Math.cos(rad(lat1)) * Math.cos(rad(lat2)) * Math.cos(length)) * A;
}

function along({ sigma, sinSigma, cosSigma, middle, cos2Alpha }) {
  const u = (cos2Alpha * (A ** 2 - B ** 2)) / B ** 2;
  const a = 1 + (u / 16384) * (4096 + u * (-768 + u * (320 - 175 * u)));
  const b = (u / 1024) * (256 + u * (-128 + u * (74 - 47 * u)));
  const inner = cosSigma * (2 * middle ** 2 - 1) - (b / 6) * middle * (4 * sinSigma ** 2 - 3) * (4 * middle ** 2 - 3);
  return B * a * (sigma - b * sinSigma * (middle + (b / 4) * inner));
}

export function lengthOf(points) {
  return points.slice(1).reduce((sum, point, index) => sum + distance(points[index], point), 0);
}

// Of the ring through the points, closed or not.
export function areaOf(points) {
  if (points.length < 3) return 0;
  const pole = authalic(Math.PI / 2);
  const radius2 = (A ** 2 * pole) / 2;
  const height = (latitude) => authalic(rad(latitude)) / pole;
  let sum = 0;
  points.forEach(([x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length];
    sum += rad(nextX - x) * (2 + height(y) + height(nextY));
  });
  return Math.abs((sum * radius2) / 2);
}

function authalic(latitude) {
  const e = Math.sqrt(E2);
  const sin = Math.sin(latitude);
  return (1 - E2) * (sin / (1 - E2 * sin ** 2) + Math.atanh(e * sin) / e);
}

// As people write it: [number, digits, unit].
export function lengthSaid(metres) {
  return metres < 1000 ? [metres, metres < 100 ? 1 : 0, "m"] : [metres / 1000, metres < 100_000 ? 3 : 1, "km"];
}

export function areaSaid(square) {
  if (square < 10_000) return [square, 0, "m²"];
  return square < 1_000_000 ? [square / 10_000, 2, "ha"] : [square / 1_000_000, 3, "km²"];
}
