// Charts with ECharts: both arms on one axis, what was before as a ghost, and the spread over worlds as bands.

import { download, h, icon, select } from "./dom.js";
import { better } from "./numbers.js";
import { now, number, say, t } from "./store.js";

// Its own address, not a bare name: there is no bundler, and every file is served from here.
const LIBRARY = new URL("../echarts/echarts.esm.min.js", import.meta.url);
const SIDE = { left: 52, right: 14, top: 12, bottom: 24 };
let library;

/** ECharts, fetched once, when the first chart is drawn. */
export function echarts() {
  library ??= import(LIBRARY);
  return library;
}

/** Colours and letters of the theme, as ECharts wants them. */
export function theme(element) {
  const style = getComputedStyle(element);
  const get = (name) => style.getPropertyValue(name).trim();
  return { ink: get("--ink"), muted: get("--muted"), line: get("--line"), surface: get("--surface"),
    a: get("--a"), b: get("--b"), size: Math.round(Math.max(parseFloat(style.fontSize) * 0.8, parseFloat(get("--least")) || 0)), font: style.fontFamily };
}

/** Title of a series; flows are drawn as sums and say so. */
export function title(meta, name) {
  const known = say(meta.series?.[name]) || t(`series.${name}`);
  return meta.series?.[name]?.flow ? t("chart.sum", { name: known }) : known;
}

/** One chart of one series over days, with a line where the present day is. */
export class Lines {
  constructor(arms, name, { ghosts = {}, bands = null, choices = [], onChoose = null, onSeek = null }) {
    Object.assign(this, { arms, name, ghosts, bands });
    const heading = choices.length
      ? select({ "aria-label": t("chart.choose"), on: { change: (event) => onChoose(event.target.value) } },
        choices.map((value) => ({ value, label: title(arms.a.meta, value) })), name)
      : h("span", { class: "name" }, title(arms.a.meta, name));
    this.box = h("div", { class: "plot" });
    this.veil = h("div", { class: "veil" });
    this.element = h("figure", { class: "chart", "aria-label": title(arms.a.meta, name) },
      h("figcaption", {}, heading, h("button", {
        type: "button", class: "quiet", "aria-label": t("chart.png"), title: t("chart.png"), on: { click: () => this.save() },
      }, icon("image"))),
      h("div", { class: "canvas" }, this.box, this.veil));
    this.box.addEventListener("click", (event) => {
      const share = (event.offsetX - SIDE.left) / (this.box.clientWidth - SIDE.left - SIDE.right);
      if (onSeek && share >= 0 && share <= 1) onSeek(share * (this.arms.a.days - 1));
    });
    this.drawn = this.paint();
  }

  async paint() {
    const { init } = await echarts();
    if (this.over || !this.box.isConnected) return;
    this.chart ??= init(this.box, null, { renderer: "canvas" });
    const look = theme(this.box);
    const ends = ["a", "b"].flatMap((side) => extent(this.arms[side].shown[this.name]));
    const places = placesFor(Math.max(...ends) - Math.min(...ends));
    this.places = places;
    this.chart.setOption({
      animation: false, backgroundColor: "transparent", grid: SIDE,
      textStyle: { fontFamily: look.font, fontSize: look.size, color: look.muted },
      tooltip: { trigger: "axis", confine: true, backgroundColor: look.surface, borderColor: look.line,
        textStyle: { color: look.ink, fontSize: look.size }, renderMode: "richText",
        formatter: (rows) => this.told(rows) },
      xAxis: { type: "value", min: 0, max: this.arms.a.days - 1, minInterval: 1, splitLine: { show: false },
        axisLabel: { color: look.muted, fontSize: look.size, showMaxLabel: false }, axisLine: { lineStyle: { color: look.line } },
        axisPointer: { lineStyle: { color: look.muted } } },
      yAxis: { type: "value", scale: true, splitNumber: 3, splitLine: { lineStyle: { color: look.line } },
        axisLabel: { color: look.muted, fontSize: look.size, formatter: (value) => brief(value, places) } },
      series: this.series(look),
    }, true);
  }

  series(look) {
    const drawn = [];
    for (const side of ["a", "b"]) {
      const band = this.bands?.[side]?.[this.name];
      if (band) {
        // One polygon: stacked lines need an axis of categories, and on one of numbers would stack the days.
        const days = band.low.map((low, day) => [day, low, band.high[day]]).filter((one) => one.every(Number.isFinite));
        drawn.push({ type: "custom", name: `${side}-band`, silent: true, clip: true, tooltip: { show: false }, data: days, encode: { x: 0, y: [1, 2] },
          renderItem: (params, api) => (params.dataIndex ? undefined : { type: "polygon", silent: true, style: { fill: look[side], opacity: 0.18 },
            shape: { points: [...days.map(([day, low]) => api.coord([day, low])), ...days.map(([day, , high]) => api.coord([day, high])).reverse()] } }) });
      }
      const ghost = this.ghosts[side]?.shown[this.name];
      if (ghost) {
        drawn.push({ type: "line", name: `${side}-ghost`, symbol: "none", silent: true, data: pairs(ghost),
          lineStyle: { color: look[side], width: 1.5, type: [3, 4], opacity: 0.75 }, itemStyle: { color: look[side] } });
      }
    }
    for (const side of ["a", "b"]) {
      const values = this.arms[side].shown[this.name];
      if (values) {
        drawn.push({ type: "line", name: side, symbol: "none", data: pairs(values), z: 5,
          lineStyle: { color: look[side], width: 2.5 }, itemStyle: { color: look[side] } });
      }
    }
    return drawn;
  }

  told(rows) {
    const lines = rows.filter((row) => row.seriesName === "a" || row.seriesName === "b")
      .map((row) => `${say(this.arms[row.seriesName].label)}: ${brief(row.value[1], this.places)}`);
    return [t("day", { n: rows[0]?.value[0] ?? "" }), ...lines].join("\n");
  }

  /** Show how far the days have come: what is still to come is veiled. */
  at(day) {
    const share = this.arms.a.days > 1 ? day / (this.arms.a.days - 1) : 1;
    this.veil.style.left = `calc(${SIDE.left}px + (100% - ${SIDE.left + SIDE.right}px) * ${share})`;
  }

  resize() {
    this.chart?.resize();
  }

  /** The picture on the page's own ground, as a data address. */
  picture() {
    return this.chart.getDataURL({ pixelRatio: 2, backgroundColor: theme(this.box).surface });
  }

  /** Save what is drawn as a picture. */
  save() {
    fetch(this.picture()).then((answer) => answer.blob()).then((blob) => download(`govsim-${this.name}.png`, blob));
  }

  destroy() {
    this.over = true;
    this.chart?.dispose();
  }
}

const pairs = (values) => Array.from(values, (value, day) => [day, value]);

function extent(values) {
  return values ? values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]) : [];
}

/** Digits after the point that tell apart values within a range. */
const placesFor = (range) => (range > 0 ? Math.max(0, Math.min(4, Math.ceil(-Math.log10(range / 4)))) : 0);

/** A number on an axis: few digits, no unit. */
export function brief(value, places = 0) {
  const size = Math.abs(value);
  if (size >= 10000 && now().lang === "zh") return `${number(value / 10000, 1)}万`;
  if (size >= 10000) return `${number(value / 1000)}k`;
  return number(value, Number.isInteger(value) ? 0 : places);
}

/** Differences with their intervals: a point and a bar for each row, in the colour of the side that is better. */
export class Intervals {
  constructor(rows, label) {
    Object.assign(this, { rows });
    this.box = h("div", { class: "plot" });
    this.element = h("figure", { class: "chart intervals", "aria-label": label },
      h("figcaption", {}, h("span", { class: "name" }, label)), h("div", { class: "canvas" }, this.box));
    this.element.style.setProperty("--rows", rows.length);
    this.drawn = this.paint();
  }

  async paint() {
    const { init } = await echarts();
    if (this.over || !this.box.isConnected) return;
    this.chart ??= init(this.box, null, { renderer: "canvas" });
    const look = theme(this.box);
    const scaled = this.rows.map((row) => {
      const most = Math.max(Math.abs(row.low), Math.abs(row.high)) || 1;
      return { value: [row.low / most, row.difference / most, row.high / most], side: better(row) };
    });
    this.chart.setOption({
      animation: false, backgroundColor: "transparent", grid: { left: 16, right: 16, top: 8, bottom: 8, containLabel: true },
      xAxis: { type: "value", min: -1.08, max: 1.08, axisLabel: { show: false }, splitLine: { show: false } },
      yAxis: { type: "category", inverse: true, data: this.rows.map((row) => row.name), position: "left",
        axisLabel: { color: look.ink, fontSize: look.size, width: 240, overflow: "truncate" }, axisTick: { show: false }, axisLine: { onZero: true, lineStyle: { color: look.muted, width: 1.5 } } },
      series: [{
        type: "custom", data: scaled.map((row, i) => [i, ...row.value]),
        renderItem: (_, api) => {
          const [low, middle, high] = [1, 2, 3].map((k) => api.coord([api.value(k), api.value(0)]));
          const colour = look[scaled[api.value(0)].side] || look.muted;
          return { type: "group", children: [
            { type: "line", shape: { x1: low[0], y1: low[1], x2: high[0], y2: high[1] }, style: { stroke: colour, lineWidth: 4, lineCap: "round" } },
            { type: "circle", shape: { cx: middle[0], cy: middle[1], r: 6 }, style: { fill: colour } },
          ] };
        },
        encode: { x: [1, 2, 3], y: 0 },
      }],
    }, true);
  }

  resize() {
    this.chart?.resize();
  }

  destroy() {
    this.over = true;
    this.chart?.dispose();
  }
}
