// The institutional network on a canvas: the city in the middle, counties, streets and communities around it.

import { h } from "./dom.js";
import { at } from "./frames.js";
import { palette, prepare, showTip } from "./canvas.js";
import { number, say, t } from "./store.js";

export class Network {
  /** `shared.slot` is the number of cases waiting per post that full colour stands for, `shared.staff` the most staff. */
  constructor(replay, arm, shared, onPick) {
    Object.assign(this, { replay, arm, shared, onPick, day: 0 });
    this.canvas = h("canvas", { role: "img", "aria-label": t("network.name", { arm: say(replay.meta.regime) }) });
    this.tip = h("div", { class: "tip", hidden: true });
    this.element = h("figure", { class: "view network" },
      h("figcaption", {}, t("network.title")), this.canvas, this.tip, this.buttons());
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.canvas.addEventListener("pointerleave", () => { this.tip.hidden = true; });
    this.canvas.addEventListener("click", (event) => {
      const row = this.hit(event);
      if (row >= 0) this.onPick("office", this.replay.meta.offices[row].id ?? row);
    });
  }

  /** The offices of city and counties as buttons for keyboards; the many below are reached from their cards. */
  buttons() {
    const high = this.replay.meta.offices.map((one, row) => ({ one, row })).filter(({ one }) => /city|county/.test(one.tier));
    return h("div", { class: "reach", role: "group", "aria-label": t("network.offices") },
      high.map(({ one, row }) => h("button", {
        type: "button", on: { click: () => this.onPick("office", one.id ?? row) },
      }, say(one.name))));
  }

  /** Where a row lies and how large it is, in pixels. */
  spot(row) {
    const one = this.replay.meta.offices[row];
    const { x0, y0, side } = this.box;
    const radius = Math.max(2, (side / 14) * Math.sqrt((one.staff || 0) / this.shared.staff));
    return [x0 + side * one.x, y0 + side * one.y, Math.min(radius, side / 11)];
  }

  hit(event) {
    let [best, near] = [-1, 14];
    for (let row = 0; row < this.replay.meta.offices.length; row += 1) {
      const [x, y, radius] = this.spot(row);
      const far = Math.hypot(event.offsetX - x, event.offsetY - y) - radius;
      if (far < near) [best, near] = [row, far];
    }
    return best;
  }

  point(event) {
    const row = this.box ? this.hit(event) : -1;
    showTip(this.tip, this.canvas, event, row < 0 ? null : this.about(row));
  }

  about(row) {
    const one = this.replay.meta.offices[row];
    const { waiting, in_service: hand } = this.replay.office;
    return [h("b", {}, say(one.name)), h("span", {}, t("network.staff", { n: number(one.staff, 1) })),
      h("span", {}, t("network.waiting", { n: number(at(waiting, row, this.day)) })),
      h("span", {}, t("network.hand", { n: number(at(hand, row, this.day)) }))];
  }

  draw(day) {
    this.day = day;
    const ready = prepare(this.canvas);
    if (!ready) return;
    const { pen, width, height } = ready;
    this.colours ??= palette(this.canvas, this.arm);
    const side = Math.min(width, height) - 18;
    this.box = { x0: (width - side) / 2, y0: (height - side) / 2, side };
    this.lines(pen, width, height);
    const { offices } = this.replay.meta;
    const { waiting } = this.replay.office;
    // Communities first, so that the few offices above them are never covered.
    for (let row = offices.length - 1; row >= 0; row -= 1) {
      const [x, y, radius] = this.spot(row);
      const load = at(waiting, row, day) / Math.max(offices[row].staff || 0, 0.5) / this.shared.slot;
      pen.beginPath();
      pen.arc(x, y, radius, 0, 2 * Math.PI);
      pen.fillStyle = this.colours.shade(load);
      pen.fill();
      pen.lineWidth = radius > 4 ? 1.5 : 0.75;
      pen.strokeStyle = this.colours.arm;
      pen.stroke();
    }
  }

  /** Links never change: they are drawn once for a size and a theme, and copied. */
  lines(pen, width, height) {
    const key = `${width}x${height}`;
    if (this.drawn !== key) {
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      this.sheet = h("canvas", { width: Math.round(width * ratio), height: Math.round(height * ratio) });
      const draft = this.sheet.getContext("2d");
      draft.scale(ratio, ratio);
      draft.strokeStyle = this.colours.line;
      draft.lineWidth = 1;
      draft.beginPath();
      for (const [from, to] of this.replay.meta.links) {
        draft.moveTo(...this.spot(from).slice(0, 2));
        draft.lineTo(...this.spot(to).slice(0, 2));
      }
      draft.stroke();
      this.drawn = key;
    }
    pen.drawImage(this.sheet, 0, 0, width, height);
  }
}
