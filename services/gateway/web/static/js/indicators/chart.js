// The chart of a year beside the year before, with the target's line and the table behind it.

import uPlot from "/static/vendor/uplot.mjs";
import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { apart } from "../wall/plot.js";
import { columns } from "./figures.js";

const HEIGHT = 232;
const EDGE = 92; // for the names of the lines, right of them
const at = (id) => document.getElementById(id);
let chart = null;

export function charting({ words, tell }) {
  let last = null;

  function draw(told) {
    const head = told.headlines.find((one) => one.code === told.chosen);
    const [places, now, before] = columns(told, head.rhythm);
    const any = now.some((value) => value !== null);
    write(at("chart-title"), words.per[head.rhythm] + tell.part(told));
    write(at("chart-unit"), head.unit);
    show(at("chart"), any);
    show(at("no-chart"), !any);
    last = any ? { told, head, data: [places, now, before, places.map(() => told.target)] } : null;
    say(told, head, now);
    table(told, head);
    plot();
  }

  function say(told, head, values) {
    const known = values.filter((value) => value !== null);
    if (!known.length) return;
    const [first, end] = [known[0], known.at(-1)].map((value) => tell.value(head, value));
    const facts = { year: yearOf(told), first, last: end, unit: head.unit, before: tell.plain(head, head.before) };
    set(at("chart"), "aria-label", fill(words.line, facts));
  }

  function table(told, head) {
    const years = head.rhythm === "year";
    const rows = years ? told.maps.map((one) => ({ period: String(one.year), value: one.value, before: null })) : told.series;
    write(at("this-year"), String(yearOf(told)));
    write(at("last-year"), String(yearOf(told) - 1));
    keep(at("chart-rows"), rows, (one) => one.period, () => stamp("chart-row"), (row, one) => {
      write(slot(row, "period"), tell.period(one.period));
      write(slot(row, "value"), tell.value(head, one.value));
      write(slot(row, "before"), tell.value(head, one.before));
      write(slot(row, "change"), one.before === null || one.value === null ? "–" : tell.signed(head, one.value - one.before));
    });
  }

  function plot() {
    const place = at("chart");
    chart?.destroy();
    chart = null;
    if (last && place.clientWidth) chart = new uPlot(options(last, place.clientWidth, tell), last.data, place);
  }

  addEventListener("resize", plot);
  return { draw, plot };
}

function yearOf(told) {
  return told.period ? Number(told.period.slice(0, 4)) : new Date().getFullYear();
}

function options({ told, head, data }, width, tell) {
  const style = getComputedStyle(document.documentElement);
  const paint = (name) => style.getPropertyValue(name).trim();
  const font = `500 12px ${getComputedStyle(document.body).fontFamily}`;
  const axis = { font, stroke: paint("--ink-3"), ticks: { show: false } };
  const names = (_, places) => places.map((one) => nameOf(one, head.rhythm, tell));
  const numbers = (_, values) => values.map((value) => tell.value({ decimals: Number.isInteger(value) ? 0 : Math.max(head.decimals, 1) }, value));
  const point = { size: 8, fill: paint("--q5") };
  return {
    width,
    height: HEIGHT,
    padding: [16, EDGE, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [data[0][0] - 0.2, data[0].at(-1) + 0.2] } },
    axes: [
      { ...axis, grid: { show: false }, size: 32, values: names, incrs: head.rhythm === "day" ? [31, 61, 92] : [1, 2, 3], space: 44 },
      { ...axis, grid: { stroke: paint("--line"), width: 1 }, values: numbers, size: 64 },
    ],
    series: [
      {},
      { stroke: paint("--q5"), width: 3, spanGaps: true, points: { show: head.rhythm !== "day" && told.series.length < 3, ...point } },
      { stroke: paint("--line-strong"), width: 2, dash: [6, 4], spanGaps: true, points: { show: told.last_year.length === 1, size: 7 } },
      { stroke: paint("--ink"), width: 1.5, dash: [2, 4], points: { show: false } },
    ],
    hooks: { draw: [(drawn) => named(drawn, { told, head, tell, font, paint })] },
  };
}

function nameOf(index, rhythm, tell) {
  if (!Number.isInteger(index)) return "";
  if (rhythm === "month") return index < 12 ? tell.monthName(index) : "";
  if (rhythm === "day") return tell.monthName(Math.min(11, Math.floor(index / 30.5)));
  return { quarter: `T${index + 1}`, semester: `S${index + 1}` }[rhythm] ?? String(index);
}

// Each line is named at its right end, so that no legend by colour is needed; lines that end close
// to each other have their names apart.
function named(drawn, { told, head, tell, font, paint }) {
  const year = yearOf(told);
  const ended = (values) => values.findLastIndex((value) => value !== null && value !== undefined);
  const names = head.rhythm === "year" ? ["", "", ""] : [String(year), String(year - 1), ""];
  if (told.target !== null) names[2] = `target ${tell.goal({ ...head, unit: "" }, told.target)}`;
  const inks = [paint("--q5"), paint("--ink-2"), paint("--ink-2")];
  const ratio = devicePixelRatio;
  const rows = names
    .map((name, index) => ({ name, ink: inks[index], values: drawn.data[index + 1] }))
    .filter(({ name, values }) => name && ended(values) >= 0)
    .map((row) => ({ ...row, y: drawn.valToPos(row.values[ended(row.values)], "y", true) }));
  const { ctx, bbox } = drawn;
  const places = apart(rows.map(({ y }) => y), 15 * ratio, bbox.top, bbox.top + bbox.height);
  ctx.save();
  [ctx.textBaseline, ctx.textAlign] = ["middle", "left"];
  ctx.font = font.replace("12px", `${12.5 * ratio}px`);
  rows.forEach(({ name, ink }, index) => {
    ctx.fillStyle = ink;
    ctx.fillText(name, bbox.left + bbox.width + 8 * ratio, places[index]);
  });
  end(drawn, head, tell, ratio, paint);
  ctx.restore();
}

// The newest figure stands on its line.
function end(drawn, head, tell, ratio, paint) {
  const values = drawn.data[1];
  const index = values.findLastIndex((value) => value !== null);
  const [x, y] = [drawn.valToPos(drawn.data[0][index], "x", true), drawn.valToPos(values[index], "y", true)];
  const { ctx } = drawn;
  ctx.fillStyle = paint("--q5");
  ctx.beginPath();
  ctx.arc(x, y, 4.5 * ratio, 0, 2 * Math.PI);
  ctx.fill();
  ctx.fillStyle = paint("--ink");
  ctx.textAlign = "right";
  ctx.font = ctx.font.replace(/[\d.]+px/, `${15 * ratio}px`).replace("500", "700");
  const crossed = [2, 3].map((line) => drawn.data[line][index]).filter((value) => value !== null && value !== undefined);
  const side = sideOf(y, crossed.map((value) => drawn.valToPos(value, "y", true)), 16 * ratio);
  ctx.fillText(tell.value(head, values[index]), x + 2 * ratio, y + side);
}

// Above its point, but where another line runs through there and none does below.
function sideOf(y, others, off) {
  const meets = (place) => others.some((other) => Math.abs(other - place) < off * 0.7);
  return meets(y - off) && !meets(y + off) ? off : -off;
}
