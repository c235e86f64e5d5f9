// Outcomes as people read them: shares as per cent, differences of shares in points, with signs and intervals.

import { h, svg } from "./dom.js";
import { number, say, signed, t } from "./store.js";

const isShare = (row) => row.unit === "1" && Math.abs(row.mean_a) <= 1.0001 && Math.abs(row.mean_b) <= 1.0001;
const digits = (row) => (Math.max(Math.abs(row.mean_a), Math.abs(row.mean_b)) >= 100 ? 0 : Math.max(Math.abs(row.mean_a), Math.abs(row.mean_b)) >= 10 ? 1 : 2);

/** The unit of a row in the present language; a share has none. */
export const unit = (row) => (row.unit === "1" ? "" : say({ en: row.unit, zh: row.unit_zh }));

/** A mean with its unit. */
export function mean(row, value) {
  return isShare(row) ? `${number(100 * value, 1)}%` : number(value, digits(row));
}

/** A difference with its interval. */
export function difference(row) {
  const scale = isShare(row) ? 100 : 1;
  // As many digits as show that a small difference is not none.
  const size = scale * Math.max(Math.abs(row.difference), (row.high - row.low) / 2);
  const places = size >= 1 || size === 0 ? 1 : Math.min(4, Math.ceil(-Math.log10(size)) + 1);
  return `${signed(scale * row.difference, places)} [${signed(scale * row.low, places)}, ${signed(scale * row.high, places)}]`;
}

/** Which side the worlds speak for: "a", "b", or "same" where the interval holds nought. */
export const higher = (row) => (row.low > 0 ? "b" : row.high < 0 ? "a" : "same");

/** Which side is better, "" where neither way is better or the worlds do not tell. */
export function better(row) {
  const side = higher(row);
  if (side === "same" || !row.better) return "";
  return (side === "b") === (row.better === "higher") ? "b" : "a";
}

/** A difference as a point with its interval, nought in the middle. */
export function bar(row) {
  const most = Math.max(Math.abs(row.low), Math.abs(row.high)) || 1;
  const at = (value) => 70 + (60 * value) / most;
  return svg("svg", { viewBox: "0 0 140 20", class: `interval ${better(row)}`, "aria-hidden": "true" },
    svg("line", { x1: 70, x2: 70, y1: 1, y2: 19, class: "nought" }),
    svg("line", { x1: at(row.low), x2: at(row.high), y1: 10, y2: 10, class: "reach" }),
    svg("circle", { cx: at(row.difference), cy: 10, r: 5 }));
}

/** The table of paired differences. `names` chooses and orders rows; null shows all. */
export function table(outcomes, names, labels, caption) {
  const rows = (names ?? Object.keys(outcomes)).filter((name) => outcomes[name] && Number.isFinite(outcomes[name].difference));
  const head = (text, side) => h("th", { scope: "col", class: side }, side ? h("i", { class: `swatch ${side}`, "aria-hidden": "true" }) : null, text);
  return h("table", { class: "outcomes" }, h("caption", {}, caption),
    h("thead", {}, h("tr", {}, head(t("table.outcome"), ""), head(say(labels.a), "a"), head(say(labels.b), "b"),
      head(t("table.difference"), ""), h("td", {}), h("th", { scope: "col", class: "verdict" }, t("table.verdict")))),
    h("tbody", {}, rows.map((name) => {
      const row = outcomes[name];
      const side = better(row);
      return h("tr", {}, h("th", { scope: "row", title: say({ en: row.meaning, zh: row.zh }) }, say(row), unit(row) ? h("small", {}, ` ${unit(row)}`) : ""),
        h("td", {}, mean(row, row.mean_a)), h("td", {}, mean(row, row.mean_b)), h("td", { class: "wide" }, difference(row)), h("td", {}, bar(row)),
        h("td", { class: `verdict ${side}` }, side ? t("table.better", { arm: say(labels[side]) }) : t(higher(row) === "same" ? "table.open" : "table.neither")));
    })));
}
