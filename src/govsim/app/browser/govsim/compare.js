// The first page: choose a city and two regimes, play them side by side, pull a lever, average over worlds, share.

import { copy, h, select } from "./dom.js";
import { Drawer, showCard } from "./card.js";
import { Stage, pair } from "./stage.js";
import { unpack } from "./frames.js";
import { number, say, t } from "./store.js";
import { leverPanel } from "./lever.js";

export default function compare(context) {
  return new Compare(context);
}

class Compare {
  constructor(context) {
    Object.assign(this, { context, kept: context.kept });
    this.setup = h("div", { class: "setup", role: "group", "aria-label": t("setup.name") });
    this.status = h("div", { class: "status panel", role: "status", hidden: true });
    this.place = h("div", {});
    this.drawer = new Drawer(() => { this.side = null; this.asked = false; });
    context.el.append(h("h1", { class: "unseen" }, t("nav.compare")), this.setup, this.status, this.place, this.drawer.element);
    this.showSetup();
    this.showStage();
    this.update("props");
  }

  get props() { return this.context.props; }

  run(patch) {
    this.context.send("run", { setting: { ...this.props.setting, ...patch } });
  }

  showSetup() {
    const { catalogue, setting, regimes } = this.props;
    this.said = JSON.stringify([setting, regimes]);
    const known = catalogue.some((one) => one.name === setting.name);
    const scenarios = catalogue.map((one) => ({ value: one.name, label: say(one.title) }));
    if (!known) scenarios.unshift({ value: "", label: t("setup.own") });
    const field = (label, node, extra = "") => h("label", { class: extra }, h("span", {}, label), node);
    const regime = (side) => field(t(`setup.${side}`), select({
      data: { focus: `regime-${side}` }, on: { change: (event) => this.run({ [side]: event.target.value }) },
    }, regimes.map((one) => ({ value: one.name, label: say(one) })), setting[side]), `arm-choice ${side}`);
    const world = h("input", { type: "number", min: 0, max: 999999, step: 1, value: setting.seed, class: "world", data: { focus: "seed" },
      on: { change: (event) => this.run({ seed: Math.min(999999, Math.max(0, Math.floor(Number(event.target.value) || 0))) }) } });
    this.setup.replaceChildren(
      field(t("setup.scenario"), select({ data: { focus: "scenario" }, on: { change: (event) => this.context.send("open", { name: event.target.value }) } },
        scenarios, known ? setting.name : "")),
      regime("a"), regime("b"), field(t("setup.world"), world),
      h("button", { type: "button", data: { focus: "dice" }, title: t("setup.dice"), on: { click: () => this.run({ seed: setting.seed + 1 }) } }, t("setup.another")),
      h("div", { class: "push" },
        h("button", { type: "button", data: { focus: "lever" }, on: { click: () => this.openLever() } }, t("lever.open")),
        h("button", { type: "button", data: { focus: "worlds" }, on: { click: () => this.openWorlds() } }, t("worlds.open")),
        h("button", { type: "button", data: { focus: "share" }, on: { click: () => this.openShare() } }, t("share.open"))));
  }

  showStage() {
    const arms = pair(this.context.blobs, this.props.labels);
    if (this.stage) Object.assign(this.kept, this.stage.kept);
    this.stage?.destroy();
    this.stage = null;
    this.drawn = this.context.blobs;
    if (!arms) return;
    const { blobs } = this.context;
    const ghosts = { a: unpack(blobs.ghost_a), b: unpack(blobs.ghost_b) };
    const day = Math.min(this.kept.day ?? 0, arms.a.days - 1);
    this.stage = new Stage(arms, {
      bands: this.props.worlds?.bands, ghosts,
      onPick: (kind, id, side, on) => this.ask({ kind, id, side, day: on }),
      onStory: (event, side) => this.ask({ kind: "story", id: event.dispute, side, day: event.day }),
    }, { ...this.kept, day });
    this.place.replaceChildren(this.stage.element);
    this.context.el.style.setProperty("--above", `${Math.ceil(this.place.getBoundingClientRect().top + window.scrollY)}px`);
  }

  ask(what) {
    this.asked = true;
    this.side = null;
    this.context.send("card", { kind_of: what.kind, id: what.id, side: what.side, day: what.day });
  }

  update(changed) {
    const { props } = this;
    if (JSON.stringify([props.setting, props.regimes]) !== this.said) this.showSetup();
    if (changed === "blobs" || (this.context.blobs !== this.drawn && this.context.blobs.a)) this.showStage();
    this.showStatus();
    if (props.card && this.asked && !this.side && props.card !== this.shownCard) {
      this.shownCard = props.card;
      showCard(this.drawer, props.card, props.labels, {
        onPick: (kind, id, side) => this.ask({ kind, id, side, day: props.card.day }),
        onStory: (id, side) => this.ask({ kind: "story", id, side, day: props.card.day }),
      });
    }
    if (this.side === "worlds") this.openWorlds();
    if (props.worlds?.bands && this.stage && this.stage.options.bands !== props.worlds.bands) this.stage.setBands(props.worlds.bands);
  }

  showStatus() {
    const { status } = this.props;
    const busy = status.state === "queued" || status.state === "running";
    const failed = status.state === "failed";
    const box = this.stage ? this.status : this.place;
    this.status.hidden = !this.stage || !(busy || failed);
    if (this.stage && !busy && !failed) return;
    if (status.state === "cancelled") {
      const again = h("button", { type: "button", class: "strong", on: { click: () => this.run({}) } }, t("again"));
      this.place.replaceChildren(h("div", { class: "waiting-room panel" }, h("h2", {}, t("status.stopped")), again));
      again.focus();
    }
    if (!busy && !failed) return;
    const content = failed
      ? [h("p", { role: "alert" }, say(status.error))]
      : waiting(status, () => this.context.send("cancel"));
    if (box === this.place) {
      box.replaceChildren(h("div", { class: `waiting-room panel ${failed ? "problem" : ""}` },
        h("h2", {}, t(failed ? "status.failed" : "status.first")), failed ? null : h("p", { class: "muted" }, t("status.why")), content));
    } else box.replaceChildren(...content);
  }

  openLever() {
    this.side = "lever";
    this.stage?.player.pause();
    this.drawer.open(t("lever.title"), leverPanel(this.props, this.stage?.kept.day ?? 0, (changes) => {
      this.drawer.close();
      this.run({ changes });
    }));
  }

  openWorlds() {
    this.side = "worlds";
    const { worlds } = this.props;
    const start = h("button", { type: "button", class: "strong", on: { click: () => this.context.send("worlds", { n: 20 }) } }, t("worlds.start"));
    if (!worlds) this.drawer.open(t("worlds.title"), h("p", {}, t("worlds.lead")), h("div", {}, start));
    else if (worlds.state === "done") {
      this.drawer.open(t("worlds.title"), h("p", {}, t("worlds.done", { n: number(worlds.n) })),
        h("div", {}, h("a", { href: "/results", on: { click: (event) => { event.preventDefault(); this.context.send("go", { path: "/results" }); } } }, t("worlds.see"))));
    } else if (worlds.state === "failed") this.drawer.open(t("worlds.title"), h("p", { class: "problem", role: "alert" }, say(worlds.error)), h("div", {}, start));
    else if (worlds.state === "cancelled") this.drawer.open(t("worlds.title"), h("p", {}, t("worlds.lead")), h("div", {}, start));
    else this.drawer.open(t("worlds.title"), h("div", { role: "status" }, waiting(worlds, () => this.context.send("cancel_worlds"))));
  }

  openShare() {
    this.side = "share";
    const { origin } = new URL(this.props.address || location.href);
    const address = `${origin}/?${this.props.query}`;
    const field = h("input", { type: "text", readonly: true, value: address, "aria-label": t("share.address"), style: { width: "100%" } });
    const done = h("span", { role: "status", class: "muted" });
    this.drawer.open(t("share.title"), h("p", {}, t(this.props.query.length > 6000 ? "share.long" : "share.lead")), field,
      h("div", {}, h("button", { type: "button", class: "strong", on: { click: () => copy(address).then(() => { done.textContent = t("share.copied"); }) } }, t("share.copy")), " ", done));
  }

  destroy() {
    if (this.stage) Object.assign(this.kept, this.stage.kept);
    this.stage?.destroy();
  }
}

/** How far a request has come, with a way out. */
export function waiting(status, onCancel) {
  const told = status.state === "queued" && status.position > 0
    ? t("status.queued", { n: number(status.position) })
    : status.eta ? t("status.eta", { n: number(Math.max(1, Math.round(status.eta))) }) : t("status.running");
  return [h("span", {}, told),
    h("progress", { max: 1, value: status.progress || 0, "aria-label": t("status.progress") }),
    h("button", { type: "button", data: { focus: "cancel" }, on: { click: onCancel } }, t("cancel"))];
}
