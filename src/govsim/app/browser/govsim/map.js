// The map of the city: counties as large as their population, each where it lies; streets when zoomed in. Where the server has a
// package of outlines, real ones on request.

import { h, icon } from "./dom.js";
import { at } from "./frames.js";
import { label, palette, prepare, showTip } from "./canvas.js";
import { divide, inside, into, measure, outline } from "./power.js";
import { change, now, number, say, t } from "./store.js";

const PULSE = 8;
const STREETS_FROM = 1.7;
const layouts = { population: new WeakMap(), outlines: new WeakMap() };

/** Cells of counties and streets in the unit square, each county a list of rings; the same for both arms of a pair. */
export function layout(meta, kind = "population") {
  if (!layouts[kind].has(meta)) {
    const { counties, streets } = kind === "outlines" ? drawn(meta) : cartogram(meta);
    // A county without outline is a spot upon another: the large ones are drawn first, and the small ones hit first.
    const size = counties.map((rings) => rings.reduce((sum, ring) => sum + measure(ring).area, 0));
    const order = counties.map((_, row) => row).sort((a, b) => size[b] - size[a]);
    const dots = counties.map(scatter);
    layouts[kind].set(meta, { counties, streets, order, dots, middles: counties.map((rings, row) => middle(rings, dots[row])) });
  }
  return layouts[kind].get(meta);
}

/** Counties as they lie. Nobody has outlines of streets. */
function drawn(meta) {
  const pairs = (flat) => {
    const ring = Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
    return measure(ring).area > 0 ? ring : ring.reverse(); // all the way round that `measure` knows
  };
  return { counties: meta.outlines.map((rings) => rings.map(pairs)), streets: [] };
}

/** Counties as large as their population. */
function cartogram(meta) {
  const boundary = outline();
  const counties = divide(into(meta.counties, boundary), boundary);
  const streets = (meta.streets || []).map(() => null);
  counties.forEach((polygon, county) => {
    const rows = streets.map((_, row) => row).filter((row) => meta.streets[row].county === county);
    if (!rows.length || polygon.length < 3) return;
    const parts = divide(into(rows.map((row) => meta.streets[row]), polygon), polygon);
    rows.forEach((row, k) => { streets[row] = parts[k]; });
  });
  return { counties: counties.map((polygon) => (polygon.length > 2 ? [polygon] : [])), streets };
}

/** Whether a point lies in a shape of rings, of which some are holes. */
const within = (rings, x, y) => rings.reduce((is, ring) => is !== inside(ring, x, y), false);

/** Where a county's name stands: the middle of its cell, or, where it is bent, the spot inside farthest from its border. */
function middle(rings, spots) {
  if (rings.length === 1) {
    const found = measure(rings[0]);
    if (found.area > 0 && within(rings, found.x, found.y)) return found;
  }
  const far = ([x, y]) => Math.min(...rings.flat().map(([px, py]) => (px - x) ** 2 + (py - y) ** 2));
  const [x, y] = spots.reduce((best, spot) => (best && best.far >= far(spot) ? best : Object.assign([...spot], { far: far(spot) })), null) ?? [0.5, 0.5];
  return { x, y };
}

/** Spots inside a shape in an order that fills it evenly (a Halton sequence). */
function scatter(rings) {
  const spots = [];
  if (!rings.length) return spots;
  const xs = rings.flat().map((p) => p[0]);
  const ys = rings.flat().map((p) => p[1]);
  const [x0, y0] = [Math.min(...xs), Math.min(...ys)];
  const [w, hgt] = [Math.max(...xs) - x0, Math.max(...ys) - y0];
  for (let i = 1; i < 1500 && spots.length < 320; i += 1) {
    const [x, y] = [x0 + w * halton(i, 2), y0 + hgt * halton(i, 3)];
    if (within(rings, x, y)) spots.push([x, y]);
  }
  return spots;
}

function halton(index, base) {
  let [f, result, i] = [1, 0, index];
  while (i > 0) {
    f /= base;
    result += f * (i % base);
    i = Math.floor(i / base);
  }
  return result;
}

export class CityMap {
  /** `shared` says what full colour and one dot stand for in both arms: {load, person}. */
  constructor(replay, arm, shared, onPick) {
    Object.assign(this, { replay, arm, shared, onPick, day: 0, zoom: 1, x: 0.5, y: 0.5 });
    this.real = now().map === "outlines" && Boolean(shared.meta.outlines);
    this.laid = layout(shared.meta, this.real ? "outlines" : "population");
    this.canvas = h("canvas", { role: "img", "aria-label": t("map.name", { arm: say(replay.meta.regime) }) });
    this.tip = h("div", { class: "tip", hidden: true });
    const zoomBy = (factor) => () => this.zoomBy(factor);
    this.element = h("figure", { class: "view map" },
      h("figcaption", {}, t(this.real ? "map.real" : "map.title")), this.canvas, this.tip,
      h("div", { class: "zoom" },
        shared.meta.outlines ? h("button", { type: "button", class: "real", "aria-label": t("map.outlines"), title: t("map.outlines"), "aria-pressed": String(this.real), on: { click: () => change({ map: this.real ? "population" : "outlines" }) } }, icon("map")) : null,
        h("button", { type: "button", "aria-label": t("map.in"), title: t("map.in"), on: { click: zoomBy(1.6) } }, icon("plus")),
        h("button", { type: "button", "aria-label": t("map.out"), title: t("map.out"), on: { click: zoomBy(1 / 1.6) } }, icon("minus"))),
      this.buttons());
    this.listen();
  }

  /** Counties as buttons that keyboards and screen readers reach; they are seen when they are focused. */
  buttons() {
    return h("div", { class: "reach", role: "group", "aria-label": t("map.counties") },
      this.replay.meta.counties.map((county, row) => h("button", {
        type: "button", on: { click: () => this.onPick("county", row) },
      }, say(county.name))));
  }

  listen() {
    this.canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoomBy(event.deltaY < 0 ? 1.2 : 1 / 1.2);
    }, { passive: false });
    let from = null;
    this.canvas.addEventListener("pointerdown", (event) => {
      from = { px: event.clientX, py: event.clientY, x: this.x, y: this.y, far: false };
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (from && event.buttons) {
        const [dx, dy] = [event.clientX - from.px, event.clientY - from.py];
        if (Math.abs(dx) + Math.abs(dy) > 4) from.far = true;
        this.moveTo(from.x - dx / (this.box.w * this.zoom), from.y - dy / (this.box.h * this.zoom));
      } else this.point(event);
    });
    this.canvas.addEventListener("pointerleave", () => { this.tip.hidden = true; });
    this.canvas.addEventListener("pointerup", (event) => {
      const row = this.hit(event);
      if (from && !from.far && row >= 0) this.onPick("county", row);
      from = null;
    });
  }

  zoomBy(factor) {
    this.zoom = Math.min(6, Math.max(1, this.zoom * factor));
    this.moveTo(this.x, this.y);
  }

  moveTo(x, y) {
    const half = 0.5 / this.zoom;
    this.x = Math.min(1 - half, Math.max(half, x));
    this.y = Math.min(1 - half, Math.max(half, y));
    this.draw(this.day);
  }

  /** From the unit square to the canvas. */
  place([x, y]) {
    const { x0, y0, w, h: height } = this.box;
    return [x0 + w * (0.5 + (x - this.x) * this.zoom), y0 + height * (0.5 + (y - this.y) * this.zoom)];
  }

  hit(event) {
    const { x0, y0, w, h: height } = this.box;
    const x = ((event.offsetX - x0) / w - 0.5) / this.zoom + this.x;
    const y = ((event.offsetY - y0) / height - 0.5) / this.zoom + this.y;
    return this.laid.order.findLast((row) => within(this.laid.counties[row], x, y)) ?? -1;
  }

  point(event) {
    const row = this.box ? this.hit(event) : -1;
    showTip(this.tip, this.canvas, event, row < 0 ? null : this.about(row));
  }

  about(row) {
    const { meta, county } = this.replay;
    const { name, population } = meta.counties[row];
    return [h("b", {}, say(name)), h("span", {}, t("map.people", { n: number(population) })),
      ...Object.keys(county).slice(0, 4).map((series) => h("span", {},
        `${say(meta.series[series]) || t(`series.${series}`)}: ${number(at(county[series], row, this.day))}`))];
  }

  draw(day) {
    this.day = day;
    const ready = prepare(this.canvas);
    if (!ready) return;
    const { pen, width, height } = ready;
    this.colours ??= palette(this.canvas, this.arm);
    const room = 8;
    const [w, tall] = [width - 2 * room, height - 2 * room];
    // Outlines keep their shape, cells take what room there is.
    const side = Math.min(w, tall);
    this.box = this.real ? { x0: (width - side) / 2, y0: (height - side) / 2, w: side, h: side } : { x0: room, y0: room, w, h: tall };
    const { meta, county, street } = this.replay;
    const close = !this.real && this.zoom >= STREETS_FROM && street?.open;
    const loads = meta.counties.map((one, row) => (1000 * at(county[this.shared.load], row, day)) / one.population / this.shared.full);
    if (close) {
      this.laid.streets.forEach((polygon, row) => {
        if (!polygon) return;
        const load = (1000 * at(street.open, row, day)) / meta.streets[row].population / this.shared.fullStreet;
        this.cell(pen, [polygon], this.colours.shade(load), 1);
      });
    }
    for (const row of this.laid.order) this.cell(pen, this.laid.counties[row], close ? null : this.colours.shade(loads[row]), this.real ? 2 : 4);
    this.people(pen, day);
    this.outbreaks(pen, day);
    this.names(pen, width, height);
  }

  /** Names in the middle of their cells: smaller, shorter or left out where there is no room, never cut off. */
  names(pen, width, height) {
    const usual = Math.max(12, this.colours.least, Math.min(this.colours.size, width / 22));
    this.laid.middles.forEach((middle, row) => {
      const xs = this.laid.counties[row].flat().map((corner) => this.place(corner)[0]);
      const room = Math.max(...xs) - Math.min(...xs) - 10;
      const full = say(this.replay.meta.counties[row].name);
      const short = full.replace(/ (District|County|City|New Area|Autonomous County)$/, "");
      for (const [text, size] of [[full, usual], [short, usual], [short, Math.max(11, this.colours.least, usual * 0.8)]]) {
        pen.font = `600 ${size}px ${this.colours.font}`;
        const half = pen.measureText(text).width / 2;
        if (2 * half > room) continue;
        const [x, y] = this.place([middle.x, middle.y]);
        if (x < -half || y < 0 || x > width + half || y > height) return;
        label(pen, text, Math.min(width - half - 3, Math.max(half + 3, x)), y, this.colours, size);
        return;
      }
    });
  }

  cell(pen, rings, colour, gap) {
    pen.beginPath();
    for (const ring of rings) {
      ring.forEach((corner, i) => {
        const [x, y] = this.place(corner);
        if (i) pen.lineTo(x, y);
        else pen.moveTo(x, y);
      });
      pen.closePath();
    }
    if (colour) {
      pen.fillStyle = colour;
      pen.fill("evenodd");
    }
    pen.lineJoin = "round";
    pen.lineWidth = gap;
    pen.strokeStyle = this.colours.surface;
    pen.stroke();
  }

  /** People who stand up for a dispute, as dots. */
  people(pen, day) {
    const table = this.replay.county.supporters;
    if (!table) return;
    pen.fillStyle = this.colours.ink;
    // Inner districts are small on a map of outlines.
    const radius = (this.real ? 0.8 : 1.6) * Math.sqrt(this.zoom);
    this.laid.dots.forEach((spots, row) => {
      const count = Math.min(spots.length, Math.round(at(table, row, day) / this.shared.person));
      for (let i = 0; i < count; i += 1) {
        const [x, y] = this.place(spots[i]);
        pen.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
      }
    });
  }

  /** Outbreaks of the last days, as rings that widen and fade. */
  outbreaks(pen, day) {
    for (const event of this.replay.outbreaks) {
      const age = day - event.day;
      if (age < 0 || age >= PULSE || event.county < 0) continue;
      const middle = this.laid.middles[event.county];
      const [x, y] = this.place([middle.x, middle.y]);
      pen.beginPath();
      pen.arc(x, y, 16 + 4 * age, 0, 2 * Math.PI);
      pen.lineWidth = 3.5;
      pen.globalAlpha = 1 - age / PULSE;
      pen.strokeStyle = this.colours.alarm;
      pen.stroke();
      pen.globalAlpha = 1;
    }
  }
}
