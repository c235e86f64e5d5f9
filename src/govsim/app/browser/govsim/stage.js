// The stage: two arms of one city side by side, their charts, their events and the clock. Lessons play on it too.

import { h } from "./dom.js";
import { unpack } from "./frames.js";
import { say, t } from "./store.js";
import { CityMap } from "./map.js";
import { Network } from "./network.js";
import { Lines } from "./charts.js";
import { Events } from "./events.js";
import { Indicators, chosen } from "./indicators.js";
import { Player, marksOf } from "./player.js";

const CHARTS = ["waiting", "resolved", "supporters", "trust.county", "trust.city", "open"];

/** Replays of both arms from their packed form; null until both are there. */
export function pair(blobs, labels) {
  const [a, b] = [unpack(blobs.a), unpack(blobs.b)];
  if (!a || !b) return null;
  for (const [side, replay] of Object.entries({ a, b })) {
    replay.label = labels?.[side] ?? replay.meta.regime;
    replay.outbreaks = replay.events.filter((event) => event.kind === "outbreak");
  }
  return { a, b };
}

export class Stage {
  /** `options`: {indicators, charts, stops, bands, ghosts, onPick, onStory, onStop, tools}. */
  constructor(arms, options = {}, kept = {}) {
    Object.assign(this, { arms, options });
    this.kept = { day: 0, speed: 10, side: "both", charts: null, ...kept };
    this.element = h("section", { class: "stage" });
    this.build();
  }

  build() {
    const { arms, options } = this;
    const shared = scales(arms);
    const names = chosen(arms.a, options.indicators);
    this.parts = [];
    const columns = ["a", "b"].map((side) => {
      const pick = (kind, id) => options.onPick?.(kind, id, side, this.kept.day);
      const numbers = new Indicators(arms, side, names);
      const map = new CityMap(arms[side], side, shared, pick);
      const network = new Network(arms[side], side, shared, pick);
      this.parts.push(map, network);
      (this.numbers ??= []).push(numbers);
      return h("article", { class: `arm ${side}`, "aria-label": say(arms[side].label) },
        h("header", {}, h("h2", {}, h("i", { class: "swatch", "aria-hidden": "true" }), say(arms[side].label)), numbers.element),
        h("div", { class: "views" }, map.element, network.element));
    });
    this.events = this.makeEvents();
    this.plots = h("div", { class: "charts" });
    this.makeCharts();
    this.player = new Player({
      days: arms.a.days, day: this.kept.day, speed: this.kept.speed, marks: marksOf(arms), stops: options.stops ?? [],
      onDay: (day) => this.draw(day), onStop: (day) => options.onStop?.(day),
    });
    this.element.replaceChildren(h("div", { class: "arms" }, columns), this.plots, this.events.element, this.player.element);
    this.watch = new ResizeObserver(() => this.resize());
    this.watch.observe(this.element);
  }

  makeEvents() {
    return new Events(this.arms, {
      side: this.kept.side,
      onJump: (event, side) => {
        this.player.pause();
        this.player.seek(event.day);
        if (event.dispute >= 0) this.options.onStory?.(event, side);
      },
      onSide: (side) => {
        this.kept.side = side;
        const next = this.makeEvents();
        this.events.element.replaceWith(next.element);
        this.events = next;
        next.at(this.kept.day);
        next.element.querySelector(`.segments .${side}`).focus();
      },
    });
  }

  makeCharts() {
    this.lines?.forEach((line) => line.destroy());
    const { arms, options } = this;
    const choices = Object.keys(arms.a.shown).filter((name) => arms.b.shown[name]);
    const wanted = this.kept.charts ?? [...(options.charts ?? []), ...CHARTS]
      .filter((name, i, all) => choices.includes(name) && all.indexOf(name) === i).slice(0, 3);
    this.kept.charts = wanted;
    this.lines = wanted.map((name, i) => new Lines(arms, name, {
      ghosts: options.ghosts, bands: options.bands, choices,
      onChoose: (value) => {
        this.kept.charts = wanted.map((one, k) => (k === i ? value : one));
        this.makeCharts();
        this.lines.forEach((line) => line.paint());
      },
      onSeek: (day) => { this.player.pause(); this.player.seek(day); },
    }));
    this.plots.replaceChildren(...this.lines.map((line) => line.element));
    this.lines.forEach((line) => line.at(this.kept.day));
  }

  /** Bands over worlds, once they are computed. */
  setBands(bands) {
    this.options.bands = bands;
    for (const line of this.lines) {
      line.bands = bands;
      line.paint();
    }
  }

  draw(day) {
    this.kept.day = day;
    this.kept.speed = this.player?.speed ?? this.kept.speed;
    this.parts.forEach((part) => part.draw(day));
    this.numbers.forEach((part) => part.at(day));
    this.lines.forEach((line) => line.at(day));
    this.events.at(day);
  }

  resize() {
    this.parts.forEach((part) => { part.colours = null; part.drawn = null; });
    this.lines.forEach((line) => (line.chart ? line.resize() : line.paint()));
    this.player.show();
    this.draw(this.kept.day);
  }

  destroy() {
    this.watch.disconnect();
    this.player.destroy();
    this.lines.forEach((line) => line.destroy());
  }
}

/** What full colours and one dot stand for, the same in both arms, so that they can be compared. */
function scales(arms) {
  const both = [arms.a, arms.b];
  const load = both[0].county.waiting ? "waiting" : Object.keys(both[0].county)[0];
  const per = (replay, table, places) => quantile(table.data, (value, i) => (1000 * value) / (places[Math.floor(i / table.days)].population || 1));
  const full = Math.max(...both.map((replay) => per(replay, replay.county[load], replay.meta.counties)), 1e-9);
  const fullStreet = Math.max(...both.map((replay) => (replay.street?.open ? per(replay, replay.street.open, replay.meta.streets) : 0)), 1e-9);
  const crowd = Math.max(...both.map((replay) => (replay.county.supporters ? highest(replay.county.supporters.data) : 0)), 1);
  const slot = Math.max(...both.map((replay) => quantile(replay.office.waiting.data, (value, i) => value / Math.max(replay.meta.offices[Math.floor(i / replay.office.waiting.days)].staff || 0, 0.5))), 1e-9);
  const staff = Math.max(...both.flatMap((replay) => replay.meta.offices.map((office) => office.staff || 0)), 1);
  return { meta: both[0].meta, load, full, fullStreet, slot, staff, person: Math.max(1, Math.ceil(crowd / 160)) };
}

const highest = (data) => data.reduce((most, value) => Math.max(most, value), 0);

/** A high quantile of values turned by a function, from a sample that is quick to sort. */
function quantile(data, turn, share = 0.98) {
  const step = Math.max(1, Math.floor(data.length / 4000));
  const sample = [];
  for (let i = 0; i < data.length; i += step) sample.push(turn(data[i], i));
  sample.sort((a, b) => a - b);
  return sample[Math.floor(share * (sample.length - 1))] || 0;
}
