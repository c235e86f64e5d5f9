// The top of every page: name, pages, language, theme, size.

import { h } from "./dom.js";
import { change, now, t } from "./store.js";

const PAGES = [["/", "compare"], ["/lessons", "lessons"], ["/scenario", "scenario"], ["/results", "results"]];

export default function shell({ el, props, send }) {
  const look = now();
  const link = ([path, name]) => h("a", {
    href: path, data: { focus: `nav-${name}` }, "aria-current": props.path === path || (path !== "/" && props.path.startsWith(path)) ? "page" : null,
    on: {
      click: (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        send("go", { path });
      },
    },
  }, t(`nav.${name}`));
  const set = (patch) => () => change(patch);
  const button = (name, label, title, click, pressed = null) => h("button", {
    type: "button", class: "quiet", data: { focus: name }, title, "aria-label": title,
    "aria-pressed": pressed === null ? null : String(pressed), on: { click },
  }, label);
  const sizes = { normal: "projector", projector: "normal" };
  const zh = look.lang === "zh";
  el.append(
    h("a", { class: "skip", href: "#content", on: { click: skip } }, t("skip")),
    h("header", { class: "shell" },
      h("div", { class: "brand" }, h("span", { class: "mark", "aria-hidden": "true" }, h("i", {}), h("i", {})), h("b", {}, "govsim"), h("span", {}, t("app.subtitle"))),
      h("nav", { "aria-label": t("nav.name") }, PAGES.map(link)),
      h("div", { class: "look" },
        props.address ? h("span", { class: "address" }, t("share.join", { address: props.address.replace(/^https?:\/\//, "") })) : null,
        h("button", { type: "button", class: "quiet", lang: zh ? "en" : "zh-CN", data: { focus: "lang" }, "aria-label": zh ? "English" : "中文", on: { click: set({ lang: zh ? "en" : "zh" }) } }, zh ? "English" : "中文"),
        button("theme", look.theme === "dark" ? "☀" : "☾", t(look.theme === "dark" ? "look.light" : "look.dark"), set({ theme: look.theme === "dark" ? "light" : "dark" })),
        button("size", "A+", t("look.projector"), set({ size: sizes[look.size] }), look.size === "projector"))),
  );
  return {};
}

/** A hash would be taken for a page by the router: move the focus instead. */
function skip(event) {
  event.preventDefault();
  const content = document.querySelector("main.page");
  content?.setAttribute("tabindex", "-1");
  content?.focus();
}
