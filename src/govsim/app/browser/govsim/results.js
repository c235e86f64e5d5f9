// Results: the table of one world or of many, figures, and exports.

import { download, h } from "./dom.js";
import { Lines, Intervals, title } from "./charts.js";
import { pair } from "./stage.js";
import { waiting } from "./compare.js";
import { mean, table, unit } from "./numbers.js";
import { number, say, t } from "./store.js";
import { report } from "./report.js";

export default function results(context) {
  return new Results(context);
}

class Results {
  constructor(context) {
    this.context = context;
    this.all = false;
    this.show();
  }

  show() {
    this.parts?.forEach((part) => part.destroy());
    this.parts = [];
    const { props, blobs, send, el } = this.context;
    const arms = pair(blobs, props.labels);
    if (!arms || !props.run) {
      el.replaceChildren(h("div", { class: "waiting-room panel", role: "status" }, h("h1", {}, t("nav.results")),
        props.status.state === "failed" ? h("p", { class: "problem" }, say(props.status.error)) : waiting(props.status, () => send("go", { path: "/" }))));
      return;
    }
    const { worlds } = props;
    const done = worlds?.state === "done";
    const names = this.all ? null : props.headline;
    this.intervals = done ? new Intervals(this.rows(worlds.outcomes, props.headline), t("results.figure")) : null;
    const figures = ["resolved", "waiting", "supporters", "outbreaks", "trust.city", "abandoned"].filter((name) => arms.a.shown[name])
      .map((name) => new Lines(arms, name, { bands: worlds?.bands }));
    this.parts = [...figures, ...(this.intervals ? [this.intervals] : [])];
    const toggle = h("button", { type: "button", data: { focus: "all" }, "aria-pressed": String(this.all), on: { click: () => { this.all = !this.all; this.show(); el.querySelector("[data-focus=all]").focus(); } } }, t("results.all"));
    el.replaceChildren(h("section", { class: "reading wide" },
      h("header", { class: "top" }, h("div", {}, h("h1", {}, say(props.run.title)), h("p", { class: "figures lead" }, ["a", "b"].map((side) => h("span", { class: `figure ${side}` },
        h("i", { class: "swatch", "aria-hidden": "true" }), say(props.labels[side]))), h("span", {}, t("results.world", { n: props.setting.seed })))),
      this.exports(arms)),
      done ? null : this.ask(worlds),
      h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("results.table") }, done ? table(worlds.outcomes, names, props.labels, t("table.caption", { n: number(worlds.n) })) : this.single(names)),
      h("div", {}, toggle),
      h("h2", {}, t("results.figures")),
      h("div", { class: "gallery" }, figures.map((figure) => figure.element), this.intervals?.element),
      h("p", { class: "muted" }, t("results.caution"))));
    this.parts.forEach((part) => part.paint());
    figures.forEach((figure) => { figure.veil.hidden = true; });
    this.figures = figures;
    this.watch ??= new ResizeObserver(() => this.parts.forEach((part) => part.resize()));
    this.watch.observe(el);
  }

  rows(outcomes, names) {
    return names.filter((name) => Number.isFinite(outcomes[name]?.difference)).map((name) => ({ ...outcomes[name], name: say(outcomes[name]) }));
  }

  ask(worlds) {
    const { send } = this.context;
    const start = (n) => h("button", { type: "button", class: n === 20 ? "strong" : "", data: { focus: `worlds-${n}` }, on: { click: () => send("worlds", { n }) } }, t("results.compute", { n: number(n) }));
    const busy = worlds && (worlds.state === "running" || worlds.state === "queued");
    return h("div", { class: "status panel", role: "status" }, busy ? waiting(worlds, () => send("cancel_worlds"))
      : [h("span", { style: { flex: "1" } }, worlds?.state === "failed" ? say(worlds.error) : t("results.one")), start(20), start(50)]);
  }

  /** The table of one world: no intervals, because there are none. */
  single(names) {
    const { outcomes } = this.context.props.run;
    const { labels } = this.context.props;
    const rows = (names ?? Object.keys(outcomes)).filter((name) => outcomes[name] && outcomes[name].a !== null && outcomes[name].b !== null);
    return h("table", { class: "outcomes" }, h("caption", {}, t("results.single")),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("table.outcome")), ["a", "b"].map((side) => h("th", { scope: "col", class: side }, h("i", { class: `swatch ${side}`, "aria-hidden": "true" }), say(labels[side]))))),
      h("tbody", {}, rows.map((name) => {
        const row = { ...outcomes[name], mean_a: outcomes[name].a, mean_b: outcomes[name].b };
        return h("tr", {}, h("th", { scope: "row", title: say({ en: row.meaning, zh: row.zh }) }, say(row), unit(row) ? h("small", {}, ` ${unit(row)}`) : ""), h("td", {}, mean(row, row.a)), h("td", {}, mean(row, row.b)));
      })));
  }

  exports(arms) {
    const { props } = this.context;
    const button = (name, click) => h("button", { type: "button", data: { focus: `export-${name}` }, on: { click } }, t(`results.${name}`));
    return h("div", { class: "line", role: "group", "aria-label": t("results.exports") },
      button("csv", () => download("govsim-outcomes.csv", this.csv(), "text/csv")),
      button("days", () => download("govsim-days.csv", props.csv.days, "text/csv")),
      button("png", () => this.figures.forEach((figure) => figure.save())),
      button("report", () => download("govsim-report.html", report(props, this.figures.map((figure) => ({ title: title(arms.a.meta, figure.name), address: figure.picture() }))), "text/html")));
  }

  csv() {
    const { worlds, run } = this.context.props;
    const quote = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value ?? ""));
    const many = worlds?.state === "done";
    const head = many ? ["outcome", "unit", "mean_a", "mean_b", "difference", "low", "high"] : ["outcome", "unit", "a", "b"];
    const rows = Object.entries(many ? worlds.outcomes : run.outcomes).map(([name, row]) => [name, ...head.slice(1).map((key) => row[key])]);
    return [head, ...rows].map((row) => row.map(quote).join(",")).join("\n") + "\n";
  }

  update() {
    this.show();
  }

  destroy() {
    this.watch?.disconnect();
    this.parts?.forEach((part) => part.destroy());
  }
}
