// Language, theme and size of this browser, and the texts of the pages. Kept here alone: switching asks no server.

const KEPT = "govsim.look";
const listeners = new Set();
const look = { lang: "en", theme: "light", size: "normal", map: "population" };
let texts = null;
let arrived;
const ready = new Promise((resolve) => { arrived = resolve; });

function guess() {
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  return { lang: /^zh/i.test(navigator.language) ? "zh" : "en", theme: dark ? "dark" : "light", size: "normal" };
}

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) || "{}");
  } catch {
    return {}; // a browser that keeps nothing, or something else under this name
  }
}

function apply() {
  const root = document.documentElement;
  root.lang = look.lang === "zh" ? "zh-CN" : "en";
  root.dataset.theme = look.theme;
  root.dataset.size = look.size;
  document.title = t("app.title");
}

/** Take the texts, {en: {key: text}, zh: ...}, and wake whoever waits for them. */
export function learn(given) {
  if (texts) return;
  texts = given;
  const asked = new URLSearchParams(location.search);
  const said = {};
  for (const name of ["lang", "theme", "size", "map"]) if (asked.has(name)) said[name] = asked.get(name);
  Object.assign(look, guess(), remembered(), said);
  if (!texts[look.lang]) look.lang = "en";
  document.querySelector("meta[name=viewport]")?.setAttribute("content", "width=device-width, initial-scale=1");
  apply();
  arrived();
}

/** Resolves once there are texts. */
export const known = () => ready;

/** The present look. */
export const now = () => look;

/** Change the look, and tell everyone. */
export function change(patch) {
  Object.assign(look, patch);
  try {
    localStorage.setItem(KEPT, JSON.stringify(look));
  } catch {
    // private windows keep nothing; the look holds until the page is left
  }
  apply();
  for (const listener of [...listeners]) listener(look);
}

/** Be told of changes; returns what ends it. */
export function heed(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The text of a key in the present language, with {names} filled in. */
export function t(key, values = {}) {
  const text = texts?.[look.lang]?.[key] ?? texts?.en?.[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
}

const WIDE = { ",": "\uff0c", ":": "\uff1a", ";": "\uff1b", "?": "\uff1f", "!": "\uff01", "(": "\uff08", ")": "\uff09" };

/** Set Chinese as Chinese is set: the model's sentences use narrow marks, which look lost between its characters. */
const typeset = (text) => text.replace(/(?<=[\u4e00-\u9fff\u201d\uff09])[,:;?!()]|[,;?!()](?=[\u4e00-\u9fff\u201c])/g, (mark) => WIDE[mark]);

/** Whether there is a text of this key. */
export const has = (key) => texts?.en?.[key] !== undefined;

/** What a server said in two languages, in the present one. */
export function say(both) {
  if (!both) return "";
  const said = both[look.lang] || both.en || "";
  if (look.lang !== "zh") return said;
  return Array.isArray(said) ? said.map(typeset) : typeset(said);
}

/** A number as people write it here. */
export function number(value, digits = 0) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  return new Intl.NumberFormat(look.lang === "zh" ? "zh-CN" : "en-GB", {
    minimumFractionDigits: digits, maximumFractionDigits: digits,
  }).format(value).replace("-", "−");
}

/** A number with its sign, a true minus included. */
export function signed(value, digits = 0) {
  const text = number(Math.abs(value), digits);
  return value > 0 ? `+${text}` : value < 0 ? `−${text}` : text;
}
