// The list of lessons.

import { h } from "./dom.js";
import { say, t } from "./store.js";

export default function lessons({ el, props, send }) {
  el.append(h("section", { class: "list" }, h("h1", {}, t("lessons.title")), h("p", { class: "lead" }, t("lessons.lead")),
    h("ol", { class: "cards" }, props.lessons.map((one, i) => h("li", { class: "panel" }, h("a", {
      href: `/lessons/${one.name}`,
      on: { click: (event) => { if (!event.ctrlKey && !event.metaKey) { event.preventDefault(); send("open", { name: one.name }); } } },
    }, h("span", { class: "count", "aria-hidden": "true" }, String(i + 1)), h("h2", {}, say(one.title)), h("p", {}, say(one.summary)),
      h("p", { class: "figures" }, ["a", "b"].map((side) => h("span", { class: `figure ${side}` }, h("i", { class: "swatch", "aria-hidden": "true" }), say(one.labels[side])))))))))));
  return {};
}
