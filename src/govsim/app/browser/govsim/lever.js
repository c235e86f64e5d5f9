// A lever that is changed from a day on: the run goes on from there, and what was before stays as a ghost.

import { h, select } from "./dom.js";
import { number, say, t } from "./store.js";

/** The form. `onApply` gets all changes, {day, key, value}, of the run that is to come. */
export function leverPanel(props, day, onApply) {
  const { levers, setting } = props;
  const first = levers[0];
  const value = h("input", { type: "number", step: "any", required: true, id: "lever-value", value: first.suggested });
  const told = h("p", { class: "muted" });
  const explain = (one) => {
    Object.assign(value, { min: one.low ?? "", max: one.high ?? "", value: one.suggested });
    told.textContent = `${say(one.meaning)} ${t("lever.range", { low: one.low ?? "−∞", high: one.high ?? "∞" })}`;
  };
  const key = select({ on: { change: (event) => explain(levers.find((one) => one.key === event.target.value)) } },
    levers.map((one) => ({ value: one.key, label: say(one.name) })), first.key);
  const when = h("input", { type: "number", min: 0, max: props.days - 1, step: 1, required: true, value: day });
  explain(first);
  const all = () => [...setting.changes, { day: Math.round(Number(when.value)), key: key.value, value: value.value }];
  const list = setting.changes.map((change, i) => h("li", {},
    t("lever.line", { day: number(change.day), name: say(levers.find((one) => one.key === change.key)?.name) || change.key, value: change.value }), " ",
    h("button", { type: "button", on: { click: () => onApply(setting.changes.filter((_, k) => k !== i)) } }, t("lever.remove"))));
  const field = (label, node) => h("label", {}, h("span", {}, label), node);
  return h("form", { class: "lever", on: { submit: (event) => { event.preventDefault(); onApply(all()); } } },
    h("p", {}, t("lever.lead")), field(t("lever.which"), key), told,
    h("div", { class: "line" }, field(t("lever.value"), value), field(t("lever.day"), when)),
    h("div", {}, h("button", { type: "submit", class: "strong" }, t("lever.apply"))),
    list.length ? h("ul", {}, list) : null);
}
