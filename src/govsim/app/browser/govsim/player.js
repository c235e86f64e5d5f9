// The clock of a replay: play, step, speed, a timeline with marks, and keys.

import { h, icon, select } from "./dom.js";
import { number, say, t } from "./store.js";

/** Days a second, under the digits 1 to 5. */
export const SPEEDS = [2, 5, 10, 20, 40];
const WEEK = 7;

export class Player {
  /** `marks`: {day, side, text}; `stops`: days at which playing pauses; `onDay(day)` draws; `onStop(day)` is told. */
  constructor({ days, day = 0, speed = 10, marks = [], stops = [], onDay, onStop = () => {} }) {
    Object.assign(this, { days, day, speed, marks, stops, onDay, onStop, playing: false, exact: day });
    this.element = this.build();
    this.keys = (event) => this.key(event);
    document.addEventListener("keydown", this.keys);
  }

  build() {
    const button = (name, label, click, extra = "") => h("button", {
      type: "button", class: `round ${extra}`, "aria-label": label, title: label, on: { click },
    }, icon(name));
    this.toggle = button("play", t("player.play"), () => this.flip(), "main");
    this.told = h("output", { class: "day" });
    this.range = h("input", {
      type: "range", min: 0, max: this.days - 1, step: 1, "aria-label": t("player.timeline"),
      on: { input: (event) => { const day = Number(event.target.value); this.pause(); this.seek(day); } },
    });
    this.faster = select({ "aria-label": t("player.speed"), on: { change: (event) => { this.speed = Number(event.target.value); } } },
      SPEEDS.map((speed) => ({ value: String(speed), label: t("player.rate", { n: speed }) })), String(this.speed));
    return h("section", { class: "player", "aria-label": t("player.name") },
      h("div", { class: "buttons" },
        button("start", t("player.start"), () => { this.pause(); this.seek(0); }),
        button("back", t("player.back"), () => { this.pause(); this.seek(this.day - 1); }), this.toggle,
        button("forward", t("player.forward"), () => { this.pause(); this.seek(this.day + 1); })),
      h("div", { class: "told" }, this.told),
      h("div", { class: "timeline" }, h("div", { class: "marks", "aria-hidden": "true" }, this.ticks()), this.range),
      this.faster);
  }

  ticks() {
    const left = (day) => `${(100 * day) / Math.max(1, this.days - 1)}%`;
    return [
      ...this.marks.map((mark) => h("i", { class: `tick ${mark.side}`, style: { left: left(mark.day) } })),
      ...this.stops.map((day) => h("i", { class: "stop", style: { left: left(day) } })),
    ];
  }

  /** Keys count unless somebody is writing, or a control has a use of its own for them. */
  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const on = event.target;
    if (on.closest?.("input:not([type=range]), textarea, select, [contenteditable], [role=dialog]")) return;
    if (event.key === " " && on.closest?.("button, a, summary")) return;
    const step = event.shiftKey ? WEEK : 1;
    const acts = {
      " ": () => this.flip(),
      ArrowRight: () => { this.pause(); this.seek(this.day + step); },
      ArrowLeft: () => { this.pause(); this.seek(this.day - step); },
      Home: () => { this.pause(); this.seek(0); },
      End: () => { this.pause(); this.seek(this.days - 1); },
    };
    const digit = SPEEDS[Number(event.key) - 1];
    if (digit) {
      this.speed = digit;
      this.faster.value = String(digit);
    } else if (acts[event.key]) acts[event.key]();
    else return;
    event.preventDefault();
  }

  flip() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    if (this.day >= this.days - 1) this.seek(0);
    this.playing = true;
    this.exact = this.day;
    this.show();
    let before = performance.now();
    const tick = (moment) => {
      if (!this.playing) return;
      // A page in the background gets no frames; it goes on where it was, and does not jump. A first frame may
      // have begun before the click: time never runs back, or the pause of this very day would come again.
      this.exact += Math.max(0, Math.min(0.25, (moment - before) / 1000)) * this.speed;
      before = moment;
      const stop = this.stops.find((day) => day > this.day && day <= this.exact);
      if (stop !== undefined) {
        this.pause();
        this.seek(stop);
        this.onStop(stop);
        return;
      }
      const day = Math.min(this.days - 1, Math.floor(this.exact));
      if (day !== this.day) this.seek(day, false);
      if (day >= this.days - 1) this.pause();
      else this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
  }

  pause() {
    this.playing = false;
    cancelAnimationFrame(this.frame);
    this.show();
  }

  seek(day, anew = true) {
    this.day = Math.max(0, Math.min(this.days - 1, Math.round(day)));
    if (anew) this.exact = this.day;
    this.show();
    this.onDay(this.day);
  }

  show() {
    const label = t(this.playing ? "player.pause" : "player.play");
    if (this.toggle.title !== label) {
      this.toggle.replaceChildren(icon(this.playing ? "pause" : "play"));
      this.toggle.title = label;
      this.toggle.setAttribute("aria-label", label);
    }
    const text = t("player.day", { n: number(this.day), of: number(this.days - 1) });
    this.told.textContent = text;
    this.range.value = this.day;
    this.range.setAttribute("aria-valuetext", text);
    this.range.style.setProperty("--done", `${(100 * this.day) / Math.max(1, this.days - 1)}%`);
  }

  destroy() {
    this.pause();
    document.removeEventListener("keydown", this.keys);
  }
}

/** The weightiest events as marks of the timeline. */
export function marksOf(arms, most = 40) {
  return ["a", "b"].flatMap((side) => [...arms[side].events]
    .sort((one, other) => other.weight - one.weight).slice(0, most)
    .map((event) => ({ day: event.day, side, text: say(event.text) })));
}
