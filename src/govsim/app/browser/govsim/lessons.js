// The list of lessons.

import { h } from "./dom.js";
import { say, t } from "./store.js";

export default function lessons({ el, props, send }) {
  const open = (name) => (event) => {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    send("open", { name });
  };
  const side = (one) => (name) => h("span", { class: `figure ${name}` },
    h("i", { class: "swatch", "aria-hidden": "true" }), say(one.labels[name]));
  const card = (one, i) => h("li", { class: "panel" },
    h("a", { href: `/lessons/${one.name}`, on: { click: open(one.name) } },
      h("span", { class: "count", "aria-hidden": "true" }, String(i + 1)), h("h2", {}, say(one.title)),
      h("p", {}, say(one.summary)), h("p", { class: "figures" }, ["a", "b"].map(side(one)))));
  el.append(h("section", { class: "list" }, h("h1", {}, t("lessons.title")), h("p", { class: "lead" }, t("lessons.lead")),
    h("ol", { class: "cards" }, props.lessons.map(card))));
  return {};
}
