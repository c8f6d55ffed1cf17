// A road in the drawer: its condition along the line, its stretches as a table, and what people
// report of it. A stretch that is chosen in the chart or the table is marked on the map, and the other
// way round.

import { draw as svg, keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { Problem } from "../console/api.js";
import { chart } from "./chart.js";
import { codeTitle } from "./describing.js";
import { CLASSES, csv, measured, sta } from "./sta.js";

const PAINT = { good: "c1", fair: "c2", light: "c3", heavy: "c4", unknown: "idle" };
const DAMAGED = ["light", "heavy"];
const USUAL = [4, 8, 12];

export function roads(desk, engine, tabs) {
  const { api, words, fmt, colour } = desk;
  const at = (id) => document.getElementById(id);
  let [road, picture, turn] = [null, null, 0];
  let rules = null;

  // The road of the number, with the stretch that begins at `from` chosen.
  async function open(code, from = null) {
    turn += 1;
    const mine = turn;
    try {
      const path = `/v1/gis/roads/${encodeURIComponent(code)}`;
      rules ??= await api.get("/v1/gis/roads/rules").catch(() => ({}));
      const found = road?.code === code ? road : await api.get(path);
      const reports = await api.get(`/v1/gis/damage?road=${encodeURIComponent(code)}&limit=100`).catch(() => ({ items: [] }));
      if (mine !== turn) return;
      road = found;
      summary();
      fillDrawer(reports.items);
      if (from !== null) pick(from);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (mine === turn) close();
    }
  }

  function close() {
    turn += 1;
    road = null;
    show(at("road-tabs"), false);
    write(at("drawer-note"), "");
    show(at("csv"), false);
    if (at("tab-list").getAttribute("aria-selected") !== "true") tabs.choose(at("tab-list"));
    engine?.mark([]);
  }

  // The figures that people ask for first, above the attributes.
  function summary() {
    const part = stamp("road-summary");
    const damaged = DAMAGED.reduce((sum, name) => sum + (road.condition?.[name] ?? 0), 0);
    write(slot(part, "length"), fmt.number(road.length_m / 1000, 3));
    write(slot(part, "sound"), road.soundness === null ? "–" : fmt.number(road.soundness, 1));
    write(slot(part, "damaged"), road.soundness === null ? "–" : fmt.number(damaged / 1000, 1));
    let x = 0;
    for (const name of CLASSES) {
      const share = ((road.condition?.[name] ?? 0) / road.length_m) * 100;
      slot(part, "bar").append(svg("rect", { x: `${x}%`, width: `${share}%`, height: "100%", fill: colour(PAINT[name]) }));
      x += share;
    }
    document.querySelector("#feature .road-summary")?.remove();
    document.querySelector("#feature dl")?.before(part);
  }

  function fillDrawer(reports) {
    show(at("road-tabs"), true);
    const { segments } = road;
    write(slot(at("tab-segments"), "count"), fmt.count(segments.length));
    write(slot(at("tab-reports"), "count"), fmt.count(reports.length));
    show(at("sta-none"), segments.length === 0);
    at("sta").toggleAttribute("hidden", segments.length === 0);
    show(at("csv"), segments.length > 0);
    const day = road.surveyed_on ? fmt.day(road.surveyed_on) : "";
    write(at("drawer-note"), segments.length ? fill(words.surveyOf, { what: measured(segments).toUpperCase(), day }) : "");
    keep(at("segments"), segments, (one) => `${road.code}/${one.from_m}`, () => stamp("segment-row"), segmentRow);
    keep(at("reports"), reports, (one) => one.id, () => stamp("report-row"), reportRow);
    show(at("reports-none"), reports.length === 0);
    tabs.choose(at("tab-sta"));
    const bounds = rules?.[measured(segments)]?.bounds ?? USUAL;
    picture = chart(at("sta"), { road, bounds, colour, onChoose: chosen });
  }

  function segmentRow(row, one) {
    const button = slot(row, "pick");
    write(button, `${sta(one.from_m)} – ${sta(one.to_m)}`);
    button.onclick = () => pick(one.from_m);
    write(slot(row, "iri"), one.iri === null ? "–" : fmt.number(one.iri, 1));
    write(slot(row, "sdi"), one.sdi === null ? "–" : fmt.number(one.sdi, 0));
    write(slot(row, "surface"), one.surface ? codeTitle(one.surface, one.surface, words) : "–");
    write(slot(row, "condition"), codeTitle(one.condition, one.condition, words));
  }

  function reportRow(row, one) {
    const button = slot(row, "pick");
    write(button, words.kinds[one.kind] ?? one.kind);
    button.onclick = () => desk.pick({ layer: "road_damage", id: one.id }, { from: button });
    write(slot(row, "where"), one.metre === null ? "–" : sta(one.metre));
    write(slot(row, "state"), words.states[one.state] ?? one.state);
    write(slot(row, "when"), fmt.moment(one.reported_at));
  }

  function pick(from) {
    const one = road.segments.find((each) => each.from_m === from) ?? null;
    if (one) picture.choose(one.from_m, one.to_m);
  }

  function chosen(found) {
    engine?.mark(found.filter((one) => one.geometry).map((one) => ({ type: "Feature", properties: {}, geometry: one.geometry })));
    for (const row of at("segments").children) set(row, "aria-selected", String(found.some((one) => row.dataset.key === `${road.code}/${one.from_m}`)));
    if (!found.length) return;
    const [first, last] = [found[0], found.at(-1)];
    const classes = [...new Set(found.map((one) => codeTitle(one.condition, one.condition, words)))].join(", ");
    const text = fill(words.stretch, { from: sta(first.from_m), to: sta(last.to_m), classes });
    write(at("heard"), text);
    write(at("drawer-note"), text);
  }

  function save() {
    const blob = new Blob([csv(road.code, road.segments)], { type: "text/csv" });
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: `${road.code}.csv` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  at("csv").onclick = save;
  new ResizeObserver(() => road && picture?.draw()).observe(at("sta"));
  return { open, close, forget: () => { road = null; } };
}
