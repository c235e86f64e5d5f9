// The card of somebody or something, and the story of a dispute, always in both arms.

import { h, icon } from "./dom.js";
import { number, say, t } from "./store.js";

/** A drawer at the side; Escape and the cross close it, and the focus goes back to where it was. */
export class Drawer {
  constructor(onClose) {
    this.onClose = onClose;
    this.title = h("h2", { id: "drawer-title" });
    this.body = h("div", { class: "body", tabindex: "0" });
    const shut = h("button", { type: "button", class: "quiet", "aria-label": t("close"), title: t("close"), on: { click: () => this.close() } }, icon("close"));
    this.element = h("section", { class: "drawer", role: "dialog", "aria-labelledby": "drawer-title", hidden: true,
      on: { keydown: (event) => { if (event.key === "Escape") this.close(); } } },
    h("header", {}, this.title, shut), this.body);
    this.shut = shut;
  }

  open(title, ...content) {
    if (this.element.hidden) this.before = document.activeElement;
    this.title.textContent = title;
    this.body.replaceChildren(...content.flat().filter(Boolean));
    this.element.hidden = false;
    if (!this.element.contains(document.activeElement)) this.shut.focus();
  }

  close() {
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.onClose?.();
    if (this.before?.isConnected) this.before.focus();
  }
}

/** Draw `card` = {state, kind, day, a, b, error}, as the server sends it, in a drawer. */
export function showCard(drawer, card, arms, { onPick, onStory }) {
  const known = card.a?.name || card.b?.name;
  const title = card.kind === "story" ? t("story.title") : known ? say(known) : t(`card.${card.kind}`);
  if (card.state === "running" || card.state === "queued") {
    drawer.open(title, h("p", { class: "muted", role: "status" }, t("card.asking")));
    return;
  }
  if (card.error) {
    drawer.open(title, h("p", { class: "problem", role: "alert" }, say(card.error)));
    return;
  }
  const twin = (side, content) => h("section", { class: `twin ${side}` },
    h("h3", {}, h("i", { class: "swatch", "aria-hidden": "true" }), say(arms[side])), content);
  if (card.kind === "story") {
    drawer.open(title, h("p", { class: "muted" }, t("story.lead")),
      h("div", { class: "twins" }, ["a", "b"].map((side) => twin(side, [story(card, side), card[side]?.key
        ? h("div", { class: "chips" }, h("button", { type: "button", on: { click: () => onPick("dispute", card[side].key, side) } }, t("story.who"))) : null]))));
    return;
  }
  drawer.open(`${title} · ${t("day", { n: number(card.day) })}`,
    h("div", { class: "twins" }, ["a", "b"].map((side) => twin(side, facts(card[side], side, { onPick, onStory })))));
}

function facts(one, side, { onPick, onStory }) {
  if (!one) return h("p", { class: "muted" }, t("card.absent"));
  return [
    h("dl", { class: "facts" }, one.facts.map((fact) => [h("dt", {}, say(fact)), h("dd", {}, typeof fact.value === "object" ? say(fact.value) : shown(fact.value))])),
    one.decision ? h("div", {}, h("h3", {}, t("card.decision")), h("p", {}, say(one.decision))) : null,
    one.stories?.length ? h("div", {}, h("h3", {}, t("card.stories")), h("div", { class: "chips" }, one.stories.slice(0, 8).map((dispute, i) => h("button", {
      type: "button", on: { click: () => onStory(dispute, side) },
    }, t("card.story", { n: i + 1 }))))) : null,
    one.neighbours?.length ? h("div", {}, h("h3", {}, t("card.neighbours")), h("div", { class: "chips" }, one.neighbours.slice(0, 16).map((near) => h("button", {
      type: "button", on: { click: () => onPick(near.kind, near.id, side) },
    }, say(near.name) === say(one.name) ? `${t(`card.${near.kind}`)} ${say(near.name)}` : say(near.name))))) : null,
  ];
}

const shown = (value) => (typeof value === "number" ? number(value, Number.isInteger(value) ? 0 : 2) : String(value));

function story(card, side) {
  const mine = card[side];
  const other = card[side === "a" ? "b" : "a"];
  if (!mine?.en?.length) return h("p", { class: "muted" }, t("story.never"));
  const lines = say(mine);
  const first = mine.en.findIndex((line, i) => line !== other?.en?.[i]);
  return h("ol", { class: "story" }, lines.map((line, i) => h("li", { class: i === first ? "apart" : "" },
    h("span", {}, t("day.short", { n: number(Math.floor(mine.days[i])) })), h("span", {}, line))));
}
