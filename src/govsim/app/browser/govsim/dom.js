// Elements from data. Text only ever becomes text: nothing here takes markup, so nothing has to be escaped.

const SVG = "http://www.w3.org/2000/svg";

/** Make an element. `on` holds listeners, `data` the dataset, `style` custom properties; other names are attributes. */
export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** Make an element of SVG. */
export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, call] of Object.entries(value)) node.addEventListener(event, call);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "style") for (const [key, set] of Object.entries(value)) node.style.setProperty(key, set);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(4).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A select of {value, label}; `chosen` is the value that is shown. */
export function select(props, options, chosen) {
  const node = h("select", props, options.map((one) => h("option", { value: one.value }, one.label)));
  node.value = chosen;
  return node;
}

/** Icons that every control of the player shares: one path each, on a grid of 24. */
const PATHS = {
  play: "M8 5v14l11-7z",
  pause: "M6 5h4v14H6zM14 5h4v14h-4z",
  back: "M6 5h2v14H6zM20 5v14L9 12z",
  forward: "M16 5h2v14h-2zM4 5v14l11-7z",
  map: "M15 4 9 2 3 4v16l6-2 6 2 6-2V2zM9 4.2l6 2v11.6l-6-2z",
  start: "M12 5V1L6 7l6 6V9a5 5 0 1 1-5 5H5a7 7 0 1 0 7-9z",
  image: "M4 5h16v14H4zM6 17h12l-4-6-3 4-2-2z",
  plus: "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z",
  minus: "M5 11h14v2H5z",
  close: "M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12 19 17.6 17.6 19 12 13.4 6.4 19 5 17.6 10.6 12 5 6.4z",
  next: "M9 5l7 7-7 7-1.5-1.5L13 12 7.5 6.5z",
  previous: "M15 5l-7 7 7 7 1.5-1.5L11 12l5.5-5.5z",
};

/** An icon that screen readers pass over. */
export function icon(name) {
  return svg("svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" }, svg("path", { d: PATHS[name] }));
}

/** Offer data under a file name, as a download of the browser's own. */
export function download(name, data, type) {
  const address = URL.createObjectURL(data instanceof Blob ? data : new Blob([data], { type }));
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** Copy text; `navigator.clipboard` exists on secure pages only, and a page on the LAN is none. */
export async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = h("textarea", { class: "unseen", "aria-hidden": "true", value: text });
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
  return undefined;
}
