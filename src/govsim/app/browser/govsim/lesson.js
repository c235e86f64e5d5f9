// One lesson, step by step: predict, watch, trace a dispute, go back and change a lever, see what remains.

import { h } from "./dom.js";
import { Stage, pair } from "./stage.js";
import { unpack } from "./frames.js";
import { waiting } from "./compare.js";
import { title } from "./charts.js";
import { number, say, t } from "./store.js";
import { difference, higher, mean, table } from "./numbers.js";

const STEPS = ["question", "watch", "trace", "lever", "closing"];
const CHOICES = ["a", "b", "same"];

export default function lesson(context) {
  return new Lesson(context);
}

class Lesson {
  constructor(context) {
    Object.assign(this, { context, kept: context.kept });
    this.kept.step ??= "question";
    this.bar = h("header", { class: "coach" });
    this.place = h("div", { class: "step" });
    context.el.append(this.bar, this.place);
    this.show();
  }

  get props() { return this.context.props; }

  go(step) {
    this.keepStage();
    this.kept.step = step;
    this.context.send("step", { step });
    this.show();
    this.place.querySelector("h1, h2")?.focus?.();
  }

  keepStage() {
    if (this.stage) this.kept[this.kept.step] = { ...this.stage.kept };
  }

  show() {
    this.stage?.destroy();
    this.stage = null;
    this.showBar();
    this[this.kept.step]();
  }

  showBar() {
    const { lesson: one } = this.props;
    const i = STEPS.indexOf(this.kept.step);
    const next = STEPS[i + 1];
    this.bar.replaceChildren(
      h("div", { class: "where" },
        h("a", { href: "/lessons", on: { click: (event) => { event.preventDefault(); this.context.send("list"); } } }, t("lesson.all")),
        h("span", { class: "of" }, say(one.title))),
      h("ol", { class: "steps", "aria-label": t("lesson.steps") }, STEPS.map((step, k) => h("li", {}, h("button", {
        type: "button", data: { focus: `step-${step}` }, "aria-current": k === i ? "step" : null, disabled: k > 0 && !this.context.blobs.a, on: { click: () => this.go(step) },
      }, h("b", {}, String(k + 1)), h("span", {}, t(`lesson.${step}`)))))),
      next ? h("button", { type: "button", class: "strong next", data: { focus: "next" }, disabled: !this.context.blobs.a, on: { click: () => this.go(next) } }, t("lesson.next"))
        : h("span", {}));
  }

  /** 1. A question, and what the class expects. */
  question() {
    const { lesson: one, votes, status, join, trainer } = this.props;
    const total = Object.values(votes.counts).reduce((sum, count) => sum + count, 0);
    const choices = CHOICES.map((choice) => {
      const count = votes.counts[choice] ?? 0;
      return h("button", {
        type: "button", class: `choice ${choice}`, data: { focus: `vote-${choice}` }, "aria-pressed": String(votes.mine === choice),
        style: { "--share": total ? `${(100 * count) / total}%` : "0%" }, on: { click: () => this.context.send("vote", { choice }) },
      }, h("span", { class: "fill", "aria-hidden": "true" }), h("span", {}, choice === "same" ? t("vote.same") : say(one.labels[choice])),
      h("b", {}, total ? number(count) : ""));
    });
    const ready = this.context.blobs.a;
    this.place.replaceChildren(h("section", { class: "ask" },
      h("div", { class: "words" }, h("p", { class: "lead" }, say(one.summary)), h("h1", { tabindex: "-1" }, say(one.question)),
        h("div", { class: "choices", role: "group", "aria-label": t("vote.name") }, choices),
        h("p", { class: "muted" }, total ? t("vote.count", { n: number(total) }) : t("vote.none")),
        h("div", { class: "line" },
          h("button", { type: "button", class: "strong big", data: { focus: "play" }, disabled: !ready, on: { click: () => this.go("watch") } }, t("lesson.play")),
          trainer && total ? h("button", { type: "button", data: { focus: "clear" }, on: { click: () => this.context.send("clear") } }, t("vote.clear")) : null),
        ready ? null : h("div", { class: "busy", role: "status" }, status.state === "failed"
          ? [h("p", { class: "problem" }, say(status.error)), h("button", { type: "button", on: { click: () => this.context.send("step", { step: "question" }) } }, t("again"))]
          : waiting(status, () => this.context.send("list")))),
      join ? h("aside", { class: "join panel" }, h("h2", {}, t("vote.join")), h("img", { src: join.qr, alt: t("vote.qr", { address: join.addresses[0] }) }),
        join.addresses.map((address) => h("p", { class: "address" }, address)), join.pin && trainer ? h("p", {}, t("vote.pin", { pin: join.pin })) : null) : null));
  }

  /** A stage under a caption; returns the caption, to be filled. */
  onStage(arms, options) {
    const caption = h("section", { class: "coaching panel", "aria-live": "polite" });
    this.stage = new Stage(arms, { indicators: this.props.lesson.indicators, charts: this.props.lesson.watch, ...options }, this.kept[this.kept.step] ?? {});
    this.place.replaceChildren(caption, this.stage.element);
    this.fit();
    return caption;
  }

  fit() {
    this.context.el.style.setProperty("--above", `${Math.ceil(this.stage.element.getBoundingClientRect().top + window.scrollY)}px`);
  }

  /** 2. Play, and pause where the arms part. */
  watch() {
    const arms = pair(this.context.blobs, this.props.lesson.labels);
    if (!arms) return this.question();
    const { stops, lesson: one } = this.props;
    const told = (stop) => {
      if (!stop) {
        caption.replaceChildren(h("div", {}, h("h2", {}, t("watch.start")), h("p", {}, t("watch.how", { n: number(stops.length) }))), this.goOn(t("player.play")));
        this.fit();
        return;
      }
      const i = stops.indexOf(stop);
      caption.replaceChildren(
        h("div", {}, h("h2", {}, t(`pause.${stop.kind}`, { n: number(stop.day) })),
          h("p", { class: "figures" }, this.figures(stop, arms)), h("p", {}, say(one.pauses[stop.kind] ?? one.pauses.end))),
        i < stops.length - 1 ? this.goOn(t("watch.on", { n: number(i + 1), of: number(stops.length) }))
          : h("button", { type: "button", class: "strong", on: { click: () => this.go("trace") } }, t("lesson.next")));
      this.fit();
    };
    const caption = this.onStage(arms, { stops: stops.map((stop) => stop.day), onStop: (day) => told(stops.find((stop) => stop.day === day)) });
    told(stops.find((stop) => stop.day === this.stage.kept.day));
    return undefined;
  }

  goOn(label) {
    return h("button", { type: "button", class: "strong", data: { focus: "go-on" }, on: { click: () => this.stage.player.play() } }, label);
  }

  figures(stop, arms) {
    const places = Math.abs(stop.a) < 1.5 && stop.a % 1 !== 0 ? 3 : 0;
    return [`${title(arms.a.meta, stop.series)}: `, ...["a", "b"].map((side) => h("span", { class: `figure ${side}` },
      h("i", { class: "swatch", "aria-hidden": "true" }), `${say(this.props.lesson.labels[side])} `, h("b", {}, number(stop[side], places))))];
  }

  /** 3. One dispute, told in both arms. */
  trace() {
    const { trace, lesson: one } = this.props;
    let body;
    if (trace.state === "done") {
      const first = trace.a.en.findIndex((line, i) => line !== trace.b.en[i]);
      body = h("div", { class: "twins" }, ["a", "b"].map((side) => h("section", { class: `panel twin ${side}` },
        h("h2", {}, h("i", { class: "swatch", "aria-hidden": "true" }), say(one.labels[side])),
        trace[side].en.length ? h("ol", { class: "story" }, say(trace[side]).map((line, i) => h("li", { class: i === first ? "apart" : "" },
          h("span", {}, t("day.short", { n: number(trace[side].days[i]) })), h("span", {}, line, i === first ? h("em", {}, t("trace.here")) : "")))) : h("p", { class: "muted" }, t("story.never")))));
    } else if (trace.state === "none") body = h("p", {}, t("trace.none"));
    else if (trace.state === "failed") body = h("p", { class: "problem", role: "alert" }, say(trace.error));
    else body = h("p", { role: "status", class: "muted" }, t("card.asking"));
    this.place.replaceChildren(h("section", { class: "reading" }, h("h1", { tabindex: "-1" }, trace[one.trace.side]?.title ? say(trace[one.trace.side].title) : t("story.title")), h("p", { class: "lead" }, say(one.trace.why)), body));
  }

  /** 4. Go back, change one lever, live it again; what was before stays as a ghost. */
  lever() {
    const { again, lesson: one } = this.props;
    const { blobs } = this.context;
    const arms = blobs.again_a ? pair({ a: blobs.again_a, b: blobs.again_b }, one.labels) : null;
    if (!arms) {
      const { status } = again;
      this.place.replaceChildren(h("div", { class: "waiting-room panel", role: "status" }, h("h1", { tabindex: "-1" }, say(one.lever.name)), h("p", {}, say(one.lever.why)),
        status.state === "failed" ? h("p", { class: "problem", role: "alert" }, say(status.error)) : waiting(status, () => this.go("trace"))));
      return;
    }
    this.kept.lever ??= { day: again.day };
    const caption = this.onStage(arms, { ghosts: { a: unpack(blobs.a), b: unpack(blobs.b) } });
    caption.append(h("div", {}, h("h2", {}, t("lever.from", { day: number(again.day), name: say(one.lever.name) })), h("p", {}, say(one.lever.why), " ", t("lever.ghost"))), this.goOn(t("player.play")));
    this.fit();
  }

  /** 5. Twenty worlds against what the class expected, and what the model cannot say. */
  closing() {
    const { worlds, lesson: one, votes } = this.props;
    const row = worlds?.outcomes?.[one.outcome];
    let found;
    if (worlds?.state === "done" && row) {
      const side = higher(row);
      const total = Object.values(votes.counts).reduce((sum, count) => sum + count, 0);
      found = [h("p", { class: "verdict-line" }, t(`closing.${side}`, { outcome: say(row), a: say(one.labels.a), b: say(one.labels.b), n: number(worlds.n) })),
        h("p", { class: "figures" }, ["a", "b"].map((arm) => h("span", { class: `figure ${arm}` }, h("i", { class: "swatch", "aria-hidden": "true" }), `${say(one.labels[arm])} `, h("b", {}, mean(row, row[`mean_${arm}`])))),
          h("span", { class: "figure" }, `${t("table.difference")} `, h("b", {}, difference(row)))),
        total ? h("p", {}, t("closing.class", { n: number(votes.counts[side] ?? 0), of: number(total) })) : null,
        h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("table.caption", { n: number(worlds.n) }) }, table(worlds.outcomes, one.outcomes, one.labels, t("table.caption", { n: number(worlds.n) })))];
    } else if (worlds?.state === "failed") found = h("p", { class: "problem", role: "alert" }, say(worlds.error));
    else found = h("div", { class: "status panel", role: "status" }, h("span", {}, t("closing.waiting")), h("progress", { max: 1, value: worlds?.progress ?? 0, "aria-label": t("status.progress") }));
    const at = one.order.indexOf(one.name);
    const next = one.order[at + 1];
    this.place.replaceChildren(h("section", { class: "reading" }, h("h1", { tabindex: "-1" }, say(one.question)), found,
      h("div", { class: "twins" },
        h("section", { class: "panel note" }, h("h2", {}, t("closing.learned")), h("p", {}, say(one.closing))),
        h("section", { class: "panel note" }, h("h2", {}, t("closing.cannot")), h("p", {}, say(one.cannot)))),
      h("div", { class: "line" }, h("a", { class: "button", href: next ? `/lessons/${next}` : "/lessons" }, next ? t("lesson.another") : t("lesson.all")))));
  }

  update(changed) {
    const { step } = this.kept;
    // A stage is not built anew for news that it does not show.
    if (this.stage && !(step === "lever" && changed === "blobs")) return this.showBar();
    if (this.stage) this.keepStage();
    const focus = document.activeElement?.dataset?.focus;
    this.show();
    if (focus) this.context.el.querySelector(`[data-focus="${focus}"]`)?.focus();
    return undefined;
  }

  destroy() {
    this.keepStage();
    this.stage?.destroy();
  }
}
