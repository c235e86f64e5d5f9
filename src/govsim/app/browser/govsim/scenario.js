// A scenario as a form and as text, beside each other; what is wrong, and what differs from the original.

import { download, h, select } from "./dom.js";
import { has, number, say, t } from "./store.js";

const KEPT = "govsim.scenarios";
const PAUSE = 500;

export default function scenario(context) {
  return new Scenario(context);
}

/** A value as a scenario file would hold it. */
const written = (value) => (value === null || value === undefined ? "–" : typeof value === "object" ? JSON.stringify(value) : String(value));

class Scenario {
  constructor(context) {
    Object.assign(this, { context, kept: context.kept, version: context.props.version });
    this.kept.text ??= context.props.text;
    this.area = h("textarea", { id: "yaml", spellcheck: "false", wrap: "off", "aria-label": t("scenario.yaml"), "aria-describedby": "problems",
      value: this.kept.text, on: { input: () => this.typed(), scroll: () => { this.gutter.scrollTop = this.area.scrollTop; } } });
    this.gutter = h("div", { class: "gutter", "aria-hidden": "true" });
    this.state = h("p", { class: "state", role: "status" });
    this.problems = h("ul", { class: "problems", id: "problems" });
    this.changed = h("div", { class: "changed" });
    this.run = h("button", { type: "button", class: "strong", data: { focus: "run" }, on: { click: () => this.context.send("run") } }, t("scenario.run"));
    context.el.append(h("section", { class: "workshop" }, this.head(),
      h("div", { class: "columns" }, this.form(),
        h("div", { class: "right" }, h("div", { class: "editor" }, this.gutter, this.area), this.state, this.problems,
          h("section", { class: "panel note" }, h("h2", {}, t("scenario.changed")), this.changed)))));
    this.show();
  }

  head() {
    const { props } = this.context;
    const file = h("input", { type: "file", accept: ".yaml,.yml", class: "unseen", "aria-label": t("scenario.file"), on: { change: (event) => this.open(event.target) } });
    const mine = Object.keys(kept());
    const button = (name, click) => h("button", { type: "button", data: { focus: name }, on: { click } }, t(`scenario.${name}`));
    return h("header", { class: "setup" }, h("h1", {}, t("scenario.title")),
      h("label", {}, h("span", {}, t("scenario.from")), select({ data: { focus: "from" }, on: { change: (event) => this.choose(event.target.value) } },
        [...props.catalogue.map((one) => ({ value: one.name, label: say(one.title) })),
          ...mine.map((name) => ({ value: `mine:${name}`, label: t("scenario.mine", { name }) }))], props.name)),
      h("div", { class: "push" }, file, button("open", () => file.click()), button("save", () => this.save()),
        button("download", () => download("scenario.yaml", this.area.value, "text/yaml")), this.run));
  }

  choose(value) {
    if (value.startsWith("mine:")) this.context.send("file", { text: kept()[value.slice(5)] });
    else this.context.send("open", { name: value });
  }

  /** A file is measured before it is read: what is too large is never held. */
  async open(input) {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    if (file.size > this.context.props.largest) {
      this.state.textContent = t("scenario.large", { n: number(this.context.props.largest / 1024) });
      this.state.className = "state problem";
      return;
    }
    this.context.send("file", { text: await file.text() });
  }

  save() {
    const title = /^title:.*?en:\s*["']?([^,}"'\n]+)/m.exec(this.area.value)?.[1]?.trim() || t("setup.own");
    try {
      localStorage.setItem(KEPT, JSON.stringify({ ...kept(), [title]: this.area.value }));
      this.state.textContent = t("scenario.saved", { name: title });
    } catch {
      this.state.textContent = t("scenario.unsaved");
    }
  }

  typed() {
    this.kept.text = this.area.value;
    this.number();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.context.send("text", { text: this.area.value }), PAUSE);
  }

  /** One field for every key of the schema that holds a single value, in folds by section. */
  form() {
    const sections = new Map();
    this.inputs = new Map();
    for (const field of this.context.props.fields) {
      if (!sections.has(field.section)) sections.set(field.section, []);
      sections.get(field.section).push(this.field(field));
    }
    const single = [...sections].filter(([, rows]) => rows.length === 1).flatMap(([, rows]) => rows);
    const folds = [...sections].filter(([, rows]) => rows.length > 1).map(([name, rows]) => h("details", { data: { section: name } },
      h("summary", {}, has(`section.${name}`) ? t(`section.${name}`) : name, h("small", {}, ` ${name}`)), rows));
    this.rows = [...single, ...folds.flatMap((fold) => [...fold.querySelectorAll(".field")])];
    this.folds = folds;
    const find = h("input", { type: "search", placeholder: t("scenario.find"), "aria-label": t("scenario.find"), on: { input: (event) => this.find(event.target.value.trim().toLowerCase()) } });
    return h("div", { class: "form panel" }, find, h("div", { class: "fields" }, single, folds));
  }

  field(field) {
    const id = `field-${field.key}`;
    const send = (value) => {
      clearTimeout(this.timer);
      this.context.send("edit", { text: this.area.value, key: field.key, value });
    };
    const on = { change: (event) => { if (event.target.value !== "") send(event.target.value); } };
    const input = field.kind === "choice" ? select({ id, on }, field.options.map((value) => ({ value, label: value })), "")
      : field.kind === "switch" ? select({ id, on }, ["true", "false"].map((value) => ({ value, label: t(`scenario.${value}`) })), "")
        : h("input", { id, type: field.kind === "text" ? "text" : "number", step: field.kind === "integer" ? 1 : "any", min: field.low, max: field.high,
          on: field.kind === "text" ? { change: (event) => send(JSON.stringify(event.target.value)) } : on });
    this.inputs.set(field.key, input);
    return h("div", { class: "field", data: { words: `${field.key} ${field.meaning.en} ${field.meaning.zh}`.toLowerCase() } },
      h("label", { for: id }, h("b", {}, field.key.split(".").slice(field.section === field.key ? 0 : 1).join(" · ")), field.unit ? h("small", {}, ` ${say(field.unit)}`) : null),
      input, h("p", {}, say(field.meaning)));
  }

  find(words) {
    for (const row of this.rows) row.hidden = !row.dataset.words.includes(words);
    for (const fold of this.folds) {
      fold.hidden = ![...fold.querySelectorAll(".field")].some((row) => !row.hidden);
      fold.open = Boolean(words) && !fold.hidden;
    }
  }

  update() {
    const { props } = this.context;
    if (props.version !== this.version) {
      this.version = props.version;
      this.kept.text = props.text;
      this.area.value = props.text;
    }
    this.show();
  }

  show() {
    const { props } = this.context;
    for (const [key, input] of this.inputs) {
      const value = props.values[key];
      if (document.activeElement !== input) input.value = value === null || value === undefined ? "" : String(value);
      input.closest(".field").classList.toggle("differs", props.changed.some((one) => one.key === key));
    }
    const busy = props.state === "running" || props.state === "queued";
    const wrong = props.problems.length;
    this.run.disabled = busy || wrong > 0 || props.state !== "done";
    this.state.className = `state ${props.state === "failed" ? "problem" : ""}`;
    this.state.textContent = props.state === "failed" ? say(props.error) : busy ? t("scenario.checking") : wrong ? t("scenario.wrong", { n: number(wrong) }) : t("scenario.right");
    this.problems.replaceChildren(...props.problems.map((one) => h("li", {}, h("button", { type: "button", on: { click: () => this.goTo(one) } },
      h("b", {}, one.line ? t("scenario.line", { line: number(one.line), column: number(one.column) }) : t("scenario.whole")), " ",
      one.key ? h("code", {}, one.key) : null, " ", h("span", {}, say(one.text))))));
    this.changed.replaceChildren(props.changed.length ? h("table", { class: "outcomes" }, h("thead", {}, h("tr", {}, ["key", "original", "now"].map((name) => h("th", { scope: "col" }, t(`scenario.${name}`))))),
      h("tbody", {}, props.changed.slice(0, 60).map((one) => h("tr", {}, h("th", { scope: "row" }, h("code", {}, one.key)), h("td", {}, written(one.original)), h("td", {}, h("b", {}, written(one.value)))))))
      : h("p", { class: "muted" }, t("scenario.same")));
    this.number();
  }

  number() {
    const wrong = new Set(this.context.props.problems.map((one) => one.line));
    const lines = this.area.value.split("\n").length;
    this.gutter.replaceChildren(...Array.from({ length: lines }, (_, i) => h("span", { class: wrong.has(i + 1) ? "wrong" : "" }, String(i + 1))));
    this.gutter.scrollTop = this.area.scrollTop;
  }

  goTo({ line, column }) {
    if (!line) return;
    const before = this.area.value.split("\n").slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    this.area.focus();
    this.area.setSelectionRange(before + Math.max(0, (column || 1) - 1), before + this.area.value.slice(before).split("\n")[0].length);
    this.area.scrollTop = Math.max(0, (line - 6) * parseFloat(getComputedStyle(this.area).lineHeight));
  }

  destroy() {
    clearTimeout(this.timer);
  }
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) || "{}");
  } catch {
    return {};
  }
}
