// Cartograms: power diagrams whose cells have the areas asked for and lie where their places lie
// (Nocaj & Brandes 2012, "Computing Voronoi treemaps"; here by direct clipping, as there are few cells).

const ROUNDS = 60;

/** Corners of a rounded outline, a superellipse, that fills the unit square. */
export function outline(corners = 64, power = 3.2) {
  return Array.from({ length: corners }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    return [0.5 + 0.5 * Math.sign(c) * Math.abs(c) ** (2 / power), 0.5 + 0.5 * Math.sign(s) * Math.abs(s) ** (2 / power)];
  });
}

/** Keep the part of a convex polygon where a x + b y <= c. */
function clip(polygon, a, b, c) {
  const kept = [];
  for (let i = 0; i < polygon.length; i += 1) {
    const p = polygon[i];
    const q = polygon[(i + 1) % polygon.length];
    const dp = a * p[0] + b * p[1] - c;
    const dq = a * q[0] + b * q[1] - c;
    if (dp <= 0) kept.push(p);
    if (dp < 0 !== dq < 0 && dp !== dq) {
      const f = dp / (dp - dq);
      kept.push([p[0] + f * (q[0] - p[0]), p[1] + f * (q[1] - p[1])]);
    }
  }
  return kept;
}

/** Area and centroid of a polygon. */
export function measure(polygon) {
  let area = 0;
  let x = 0;
  let y = 0;
  for (let i = 0; i < polygon.length; i += 1) {
    const [px, py] = polygon[i];
    const [qx, qy] = polygon[(i + 1) % polygon.length];
    const cross = px * qy - qx * py;
    area += cross / 2;
    x += ((px + qx) * cross) / 6;
    y += ((py + qy) * cross) / 6;
  }
  return area > 1e-12 ? { area, x: x / area, y: y / area } : { area: 0, x: 0.5, y: 0.5 };
}

function cells(sites, boundary) {
  return sites.map((one, i) => {
    let polygon = boundary;
    for (let j = 0; j < sites.length && polygon.length > 2; j += 1) {
      if (j === i) continue;
      const other = sites[j];
      const c = other.x ** 2 + other.y ** 2 - other.w - (one.x ** 2 + one.y ** 2 - one.w);
      polygon = clip(polygon, 2 * (other.x - one.x), 2 * (other.y - one.y), c);
    }
    return polygon;
  });
}

/** Divide a convex polygon among places {x, y, share} of it, in its own coordinates. Returns a polygon for each. */
export function divide(places, boundary) {
  const whole = measure(boundary).area;
  const total = places.reduce((sum, place) => sum + place.share, 0) || 1;
  // Two places on one spot would have no border between them: every one is moved by a hair, always the same.
  const sites = places.map((place, i) => ({
    x: place.x + 1e-4 * Math.sin(7 * i + 1), y: place.y + 1e-4 * Math.cos(11 * i + 1), w: 0,
    target: (whole * Math.max(place.share, total / 500)) / total,
  }));
  let found = cells(sites, boundary);
  for (let round = 0; round < ROUNDS; round += 1) {
    found.forEach((polygon, i) => {
      const site = sites[i];
      const { area, x, y } = measure(polygon);
      if (area === 0) {
        site.w += site.target; // pressed out of the picture: give it room
        return;
      }
      site.x += 0.7 * (x - site.x);
      site.y += 0.7 * (y - site.y);
      site.w += 0.35 * (site.target - area);
    });
    found = cells(sites, boundary);
  }
  return found;
}

/** Lay places given in 0..1 into the box of a polygon. */
export function into(places, polygon) {
  const xs = polygon.map((p) => p[0]);
  const ys = polygon.map((p) => p[1]);
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const px = places.map((p) => p.x);
  const py = places.map((p) => p.y);
  const [a0, a1, b0, b1] = [Math.min(...px), Math.max(...px), Math.min(...py), Math.max(...py)];
  return places.map((place) => ({
    x: x0 + (x1 - x0) * (0.15 + (0.7 * (place.x - a0)) / (a1 - a0 || 1)),
    y: y0 + (y1 - y0) * (0.15 + (0.7 * (place.y - b0)) / (b1 - b0 || 1)),
    share: place.population,
  }));
}

/** Whether a point lies in a polygon. */
export function inside(polygon, x, y) {
  let is = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i, i += 1) {
    const [ax, ay] = polygon[i];
    const [bx, by] = polygon[j];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) is = !is;
  }
  return is;
}
