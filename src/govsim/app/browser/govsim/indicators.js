// Four numbers of an arm, each with an arrow against the other side.

import { h } from "./dom.js";
import { title } from "./charts.js";
import { number, say, signed, t } from "./store.js";

/** Shown unless a lesson asks for others; a city without one of them shows the next. */
const USUAL = ["resolved", "waiting", "supporters", "outbreaks", "trust.county", "trust.city", "open"];

/** Names of the four series. */
export function chosen(replay, asked = []) {
  return [...asked, ...USUAL].filter((name, i, all) => replay.shown[name] && all.indexOf(name) === i).slice(0, 4);
}

export class Indicators {
  constructor(arms, side, names) {
    Object.assign(this, { arms, side, names, other: side === "a" ? "b" : "a" });
    this.cells = names.map((name) => {
      const value = h("dd", {});
      const against = h("dd", { class: "against" });
      const heading = title(arms[side].meta, name);
      return { name, value, against, node: h("div", { class: "indicator", title: heading }, h("dt", {}, heading), value, against) };
    });
    this.element = h("dl", { class: "indicators" }, this.cells.map((cell) => cell.node));
  }

  at(day) {
    for (const { name, value, against } of this.cells) {
      const mine = this.arms[this.side].shown[name][day];
      const theirs = this.arms[this.other].shown[name][day];
      const digits = /^trust/.test(name) || (Math.abs(mine) < 1 && mine % 1 !== 0) ? 3 : 0;
      value.textContent = number(mine, digits);
      const gap = Number((mine - theirs).toFixed(digits));
      const better = this.arms[this.side].meta.series?.[name]?.better;
      const ahead = gap !== 0 && better && gap > 0 === (better === "higher");
      against.className = `against ${gap === 0 ? "same" : ahead ? "ahead" : "behind"}`;
      const word = gap === 0 ? t("indicator.same") : `${gap > 0 ? "▲" : "▼"} ${signed(gap, digits)}`;
      const means = gap === 0 || !better ? "" : t(ahead ? "indicator.better" : "indicator.worse");
      against.replaceChildren(word, means ? h("span", { class: "means" }, means) : "");
      against.title = t("indicator.against", { arm: say(this.arms[this.other].label) });
    }
  }
}
