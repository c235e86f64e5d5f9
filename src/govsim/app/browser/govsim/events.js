// What happened, in plain sentences: both arms in the order of days; a click jumps to the day and opens the story.

import { h } from "./dom.js";
import { number, say, t } from "./store.js";

const MOST = 300;

const weightiest = (events, most) => [...events].sort((one, other) => other.weight - one.weight).slice(0, most);

/** Events of both arms; what happened on both sides on one day is told once, so that differences are seen. */
function together(arms) {
  const rows = new Map();
  for (const side of ["a", "b"]) {
    for (const event of weightiest(arms[side].events, MOST / 2)) {
      const key = `${event.day} ${event.text.en}`;
      const row = rows.get(key) ?? { event, sides: [] };
      if (!row.sides.includes(side)) row.sides.push(side);
      rows.set(key, row);
    }
  }
  return [...rows.values()];
}

export class Events {
  constructor(arms, { side = "both", onJump, onSide }) {
    Object.assign(this, { arms, side, onJump });
    this.rows = side === "both" ? together(arms) : weightiest(arms[side].events, MOST).map((event) => ({ event, sides: [side] }));
    this.rows.sort((left, right) => left.event.day - right.event.day || left.sides[0].localeCompare(right.sides[0]));
    this.items = this.rows.map(({ event, sides }) => h("li", { class: sides.length > 1 ? "" : sides[0], data: { kind: event.kind } },
      h("button", { type: "button", on: { click: () => onJump(event, sides[0]) } },
        h("span", { class: "when" }, t("day.short", { n: number(event.day) }),
          h("span", { class: "who" }, sides.map((one) => h("i", { class: `swatch ${one}`, "aria-hidden": "true" })),
            h("span", { class: "unseen" }, sides.map((one) => say(arms[one].label)).join(", ")))),
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
