// The interval's history: a band for each candidate that narrows as stations come in.

import uPlot from "/static/vendor/uplot.mjs";
import { show } from "../dom.js";

const HEIGHT = 256;
const STEPS = [1, 2, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400]; // seconds
let chart = null;
let drawnFor = "";

export function drawHistory(history, contest, fmt) {
  const place = document.getElementById("chart");
  const rows = history.filter((row) => row.figures);
  show(document.getElementById("no-history"), rows.length === 0);
  show(place, rows.length > 0);
  if (!rows.length || !place.clientWidth) return;
  const data = columns(rows, contest.candidates);
  const key = `${contest.id}/${place.clientWidth}`;
  if (chart && drawnFor === key) chart.setData(data);
  else chart = fresh(place, contest.candidates, data, fmt);
  drawnFor = key;
}

// Columns for uPlot: times, then low, high and share of each candidate in percent.
export function columns(rows, candidates) {
  const times = rows.map((row) => Date.parse(row.at) / 1000);
  const of = (index, name) => rows.map((row) => 100 * row.figures.candidates[index][name]);
  const figures = candidates.flatMap((_, index) => ["low", "high", "share"].map((name) => of(index, name)));
  return [times, ...figures];
}

function fresh(place, candidates, data, fmt) {
  chart?.destroy();
  const style = getComputedStyle(document.documentElement);
  const paint = (name) => style.getPropertyValue(name).trim();
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const axis = { font, stroke: paint("--ink-2"), grid: { stroke: paint("--line"), width: 1 }, ticks: { stroke: paint("--line") } };
  const percent = (value) => (value === null || value === undefined ? "" : fmt.number(value, 1));
  const clock = (_, times, _axis, _space, step) => times.map((time) => (step < 60 ? fmt.seconds : fmt.minutes)(time * 1000));
  return new uPlot(
    {
      width: place.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { drag: { x: false, y: false } },
      scales: { y: { range: padded } },
      axes: [{ ...axis, incrs: STEPS, values: clock }, { ...axis, values: (_, values) => values.map(percent) }],
      series: [{}, ...candidates.flatMap((one) => lines(one, paint(`--k${Math.min(one.number, 6)}`)))],
      bands: candidates.map((one, index) => ({ series: [3 * index + 2, 3 * index + 1], fill: faint(paint(`--k${Math.min(one.number, 6)}`)) })),
      hooks: { draw: [(drawn) => half(drawn, paint("--ink-2"))] },
    },
    data,
    place,
  );
}

function lines({ number }, stroke) {
  const edge = { stroke, width: 1, dash: number % 2 ? [] : [5, 3], points: { show: false } };
  return [edge, edge, { stroke, width: 2.5, dash: edge.dash }];
}

function faint(colour) {
  return `${colour}2e`;
}

function padded(_, least, most) {
  const room = Math.max((most - least) * 0.1, 1);
  return [Math.max(0, least - room), Math.min(100, most + room)];
}

// The 50 % mark, where it is within sight.
function half(drawn, colour) {
  const { ctx, bbox, scales } = drawn;
  if (scales.y.min > 50 || scales.y.max < 50) return;
  const y = Math.round(drawn.valToPos(50, "y", true));
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.setLineDash([8, 5]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}
