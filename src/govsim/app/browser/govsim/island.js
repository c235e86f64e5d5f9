// Where Python's side and the browser's meet: one widget, one module, drawn again when the look changes.

import { heed, known, learn } from "./store.js";

let styled;

function style() {
  styled ??= new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("./style.css", import.meta.url).href;
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
  return styled;
}

/** Names by which a control is found again after everything was drawn anew. */
function focused(el) {
  const active = document.activeElement;
  return el.contains(active) ? active.dataset.focus || active.id || null : null;
}

/** Mount the module that the widget names; it returns {update(changed), destroy()}. */
export async function mount({ model, el }) {
  if (model.get("texts")?.en) learn(model.get("texts"));
  await Promise.all([style(), known()]);
  const make = (await import(`./${model.get("module")}.js`)).default;
  const context = {
    el, kept: {},
    get props() { return model.get("props"); },
    get blobs() { return model.get("blobs"); },
    send: (kind, body = {}) => model.send({ kind, ...body }),
  };
  let view;
  const draw = () => {
    const had = focused(el);
    view?.destroy?.();
    el.replaceChildren();
    el.classList.add("govsim", `island-${model.get("module")}`);
    view = make(context);
    refocus(had);
  };
  const refocus = (had) => {
    if (had && !el.contains(document.activeElement)) el.querySelector(`[data-focus="${had}"], #${had}`)?.focus();
  };
  draw();
  const show = (name) => {
    if (!view.update) return draw();
    const had = focused(el);
    view.update(name);
    return refocus(had);
  };
  // A button that is built anew between press and release is not clicked: news wait until it is let go.
  let pressed = false;
  const due = new Set();
  const press = () => { pressed = true; };
  const release = () => setTimeout(() => {
    pressed = false;
    const names = [...due];
    due.clear();
    names.forEach(show);
  });
  el.addEventListener("pointerdown", press);
  const ends = ["pointerup", "pointercancel", "blur"];
  ends.forEach((name) => window.addEventListener(name, release));
  const update = (name) => () => (pressed ? due.add(name) : show(name));
  model.on("change:props", update("props"));
  model.on("change:blobs", update("blobs"));
  const leave = heed(draw);
  return () => {
    leave();
    ends.forEach((name) => window.removeEventListener(name, release));
    view?.destroy?.();
  };
}
