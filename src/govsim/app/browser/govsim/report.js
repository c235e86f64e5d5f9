// The report as one HTML file that needs nothing else: it is made in the browser, where the figures are.

import { h } from "./dom.js";
import { mean, table, unit } from "./numbers.js";
import { now, number, say, t } from "./store.js";

const STYLE = `body{font:16px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#1a1f26}
table{border-collapse:collapse;width:100%;margin:1em 0}caption{text-align:left;color:#59626d}
th,td{padding:.35em .6em;border-bottom:1px solid #dedbd3;text-align:right}th:first-child{text-align:left}
img{max-width:100%;border:1px solid #dedbd3}pre{background:#f5f4f0;padding:1em;overflow:auto}svg{width:140px;height:20px}
.nought{stroke:#59626d;stroke-dasharray:2 2}.reach{stroke-width:3;stroke:#59626d}.interval.a .reach{stroke:#0a6ab6}.interval.b .reach{stroke:#c8540a}
.interval.a circle{fill:#0a6ab6}.interval.b circle{fill:#c8540a}figure{margin:1.5em 0}`;

/** The report of what the page of results shows. Elements are made and then written out, so all text is escaped. */
export function report(props, figures) {
  const { worlds, labels, run, setting } = props;
  const done = worlds?.state === "done";
  const rows = props.headline.filter((name) => run.outcomes[name]?.a !== null && run.outcomes[name]);
  const outcomes = done ? table(worlds.outcomes, null, labels, t("table.caption", { n: number(worlds.n) }))
    : h("table", {}, h("caption", {}, t("results.single")), h("thead", {}, h("tr", {}, h("th", {}, t("table.outcome")), h("th", {}, say(labels.a)), h("th", {}, say(labels.b)))),
      h("tbody", {}, rows.map((name) => {
        const row = { ...run.outcomes[name], mean_a: run.outcomes[name].a, mean_b: run.outcomes[name].b };
        return h("tr", {}, h("th", {}, `${say(row)} ${unit(row)}`), h("td", {}, mean(row, row.a)), h("td", {}, mean(row, row.b)));
      })));
  const page = h("html", { lang: now().lang === "zh" ? "zh-CN" : "en" },
    h("head", {}, h("meta", { charset: "utf-8" }), h("title", {}, say(run.title)), h("style", {}, STYLE)),
    h("body", {}, h("h1", {}, say(run.title)), h("p", {}, `${say(labels.a)} · ${say(labels.b)} · ${t("results.world", { n: setting.seed })}`),
      outcomes, figures.map((figure) => h("figure", {}, h("figcaption", {}, figure.title), h("img", { src: figure.address, alt: figure.title }))),
      h("h2", {}, t("results.setting")), h("pre", {}, setting.text || `extends: ${setting.name}`),
      h("ul", {}, setting.changes.map((change) => h("li", {}, t("lever.line", { day: number(change.day), name: change.key, value: change.value })))),
      h("p", {}, t("results.caution"))));
  return `<!doctype html>\n${page.outerHTML}`;
}
