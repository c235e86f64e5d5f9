// What happened, in plain sentences: both arms in the order of days; a click jumps to the day and opens the story.

import { h } from "./dom.js";
import { number, say, t } from "./store.js";

const MOST = 300;

export class Events {
  constructor(arms, { side = "both", onJump, onSide }) {
    Object.assign(this, { arms, side, onJump });
    const sides = side === "both" ? ["a", "b"] : [side];
    this.rows = sides.flatMap((one) => [...arms[one].events]
      .sort((left, right) => right.weight - left.weight).slice(0, MOST / sides.length)
      .map((event) => ({ event, side: one })))
      .sort((left, right) => left.event.day - right.event.day || left.side.localeCompare(right.side));
    this.items = this.rows.map(({ event, side: one }) => h("li", { class: one, data: { kind: event.kind } },
      h("button", { type: "button", on: { click: () => onJump(event, one) } },
        h("span", { class: "when" }, h("i", { class: "swatch", "aria-hidden": "true" }), t("day.short", { n: number(event.day) }),
          h("span", { class: "unseen" }, say(arms[one].label))),
        h("span", {}, say(event.text)))));
    this.list = h("ol", {}, this.items);
    const choice = (value, label) => h("button", {
      type: "button", "aria-pressed": String(value === side), class: value, on: { click: () => onSide(value) },
    }, label);
    this.element = h("aside", { class: "events", "aria-label": t("events.title") },
      h("header", {}, h("h2", {}, t("events.title")),
        h("div", { class: "segments", role: "group", "aria-label": t("events.filter") },
          choice("both", t("events.both")), choice("a", say(arms.a.label)), choice("b", say(arms.b.label)))),
      this.rows.length ? this.list : h("p", { class: "muted" }, t("events.none")));
    this.shown = -1;
  }

  /** Dim what is still to come, and keep the latest in sight. */
  at(day) {
    let low = 0;
    let high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.rows[middle].event.day <= day) low = middle + 1;
      else high = middle;
    }
    if (low === this.shown) return;
    const [from, to] = this.shown < 0 ? [0, this.rows.length] : [Math.min(low, this.shown), Math.max(low, this.shown)];
    for (let i = from; i < to; i += 1) this.items[i].classList.toggle("later", i >= low);
    this.items.forEach((item, i) => item.classList.toggle("latest", i === low - 1));
    this.shown = low;
    const item = this.items[Math.max(0, low - 1)];
    if (item && !this.list.matches(":hover") && !this.list.contains(document.activeElement)) {
      this.list.scrollTop = low ? item.offsetTop + item.offsetHeight - this.list.clientHeight * 0.8 : 0;
    }
  }
}
