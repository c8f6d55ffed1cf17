// The map page: what is shown is in the address, so that a link shows the same to who may see it.

import { set, show, write } from "../dom.js";
import { fill } from "../format.js";
import { explain } from "../console/api.js";
import { shell } from "../console/shell.js";
import { arranged, nameOf, usual } from "./describing.js";
import { drawer } from "./drawer.js";
import { editing } from "./editing.js";
import { engine as start, palette } from "./engine.js";
import { featurePanel } from "./feature.js";
import { filtering } from "./filtering.js";
import { inView } from "./inview.js";
import { changes } from "./live.js";
import { isBoundary, lookOf } from "./look.js";
import { measuring } from "./measuring.js";
import { panel, remember } from "./panel.js";
import { printing } from "./printing.js";
import { retrying } from "./retrying.js";
import { roads } from "./roads.js";
import { searching } from "./searching.js";
import { boxOf } from "./shapes.js";
import { read, written } from "./share.js";
import { layBase } from "./basemap.js";

const LAND = ["regencies", "districts"];
const CLOSE = 15; // the zoom at which a point is looked at
const at = (id) => document.getElementById(id);

let begun = false;
let heard = ({ topic }) => { begun ||= topic === "snapshot"; };
let shown = null; // what is chosen, as it was read
let turn = 0; // of what is chosen: whoever is asked for later is shown, whenever the answers come
const page = await shell({ topics: ["gis.layer_changed", "gis.feature_changed"], onEvent: (event) => heard(event) });
const { api, words } = page;
const told = await page.load(() => api.get("/v1/gis/collections?f=json"));
const list = arranged(told.collections.map(({ id, title, description, kendali }) => ({ ...kendali, id, title, description })));
const address = read(location.search);
const layers = new Map(list.map((one) => [one.id, one]));
const desk = {
  ...page,
  layers,
  looks: looksOf(list, address.colours),
  colour: palette(),
  shown: new Set((address.layers ?? usual(list)).filter((id) => layers.has(id))),
  filters: address.filters,
  colours: address.colours,
  retry: retrying({ onChange: missing }),
  credit: at("board").dataset.groundCredit ?? "",
  chosen: null,
  hold,
  pick,
  gone: dropped,
  closeFeature: () => feature.close(),
};

page.face("live");
remember(at("layers"), "kendali-map-layers");
const tabs = drawer();
const bounds = await page.load(whole);
const engine = await open();
const edit = editing(desk, engine);
const road = roads(desk, engine, tabs);
const feature = featurePanel(desk, { onClose: left, deeds: edit.deeds });
const listed = engine && inView(desk, engine);
const side = panel(desk, { onToggle: toggle, onNew: edit.begin, onColour: coloured });
const filters = filtering(desk, engine, { onChange: () => { side.draw(); keepAddress(); } });
searching(desk, { go, pick });
if (engine) await live();
side.count();

function looksOf(all, colours) {
  const own = all.filter((one) => !isBoundary(one.id));
  return new Map(all.map((one) => [one.id, lookOf(one, own.indexOf(one), colours[one.id])]));
}

// A layer coloured by another attribute.
function coloured(layer, by) {
  desk.colours[layer.id] = by;
  desk.looks.set(layer.id, looksOf(list, desk.colours).get(layer.id));
  if (engine?.has(layer.id)) {
    engine.remove(layer.id);
    if (desk.filters[layer.id]) filters.draw(layer.id);
    else engine.add(layer);
  }
  side.draw();
  listed?.draw();
  keepAddress();
}

// How much of the map could not be fetched, and is asked for again.
function missing(count) {
  set(at("board"), "data-missing", String(count));
  show(at("missing"), count > 0);
}

// Where the region lies: the ground's tiles know.
async function whole() {
  const ground = LAND.filter((id) => layers.has(id));
  const names = ground.length ? ground : list.map((one) => one.id);
  return names.length ? (await api.get(`/v1/gis/tiles/${names.slice(0, 5).join(",")}`)).bounds : [94, -11, 142, 7];
}

async function open() {
  const view = address.view ? { center: address.view.centre, zoom: address.view.zoom } : { bounds, fitBoundsOptions: { padding: room() } };
  const land = LAND.filter((id) => layers.has(id));
  try {
    const made = start({
      frame: at("frame"), label: words.mapLabel, land, view, looks: desk.looks, retry: desk.retry,
      onRefused: () => api.get("/v1/auth/me").catch((error) => page.fail(error)),
    });
    await made.ready;
    return made;
  } catch {
    show(at("no-map"), true);
    return null;
  }
}

// Beside the panels, where there is room beside them.
function room() {
  const wide = innerWidth > 992;
  return { top: 72, bottom: 32, left: wide ? at("layers").offsetWidth + 40 : 24, right: 40 };
}

async function live() {
  const { map } = engine;
  layBase(map, at("board"), desk.colour).catch(() => page.say(words.noBase, "warn"));
  for (const id of [...layers.keys()].reverse()) if (desk.shown.has(id) && !desk.filters[id]) engine.add(layers.get(id));
  await filters.restore();
  map.on("moveend", keepAddress);
  map.on("click", ({ point }) => !measure.busy() && !edit.busy() && clicked(engine.at(point)));
  map.on("mousemove", ({ point }) => {
    map.getCanvas().style.cursor = measure.busy() ? "crosshair" : engine.at(point).some((one) => !isBoundary(one.layer)) ? "pointer" : "";
  });
  const measure = measuring(desk, engine);
  at("zoom-in").onclick = () => map.zoomIn({ animate: false });
  at("zoom-out").onclick = () => map.zoomOut({ animate: false });
  at("whole").onclick = () => map.fitBounds(bounds, { padding: room(), animate: false });
  printing(desk, engine);
  heard = changes({ begun, onChange: changed, onLook: look });
  if (address.chosen) await pick(address.chosen, { stay: Boolean(address.view) });
  listed.draw();
}

at("share").onclick = async () => {
  keepAddress();
  try {
    await navigator.clipboard.writeText(location.href);
    page.say(words.copied);
  } catch {
    page.say(location.href, "info", true);
  }
};

function toggle(id, on) {
  if (on) desk.shown.add(id);
  else desk.shown.delete(id);
  if (on && engine && !desk.filters[id]) engine.add(layers.get(id));
  if (on && desk.filters[id]) filters.draw(id);
  if (!on) engine?.remove(id);
  side.draw();
  listed?.draw();
  keepAddress();
}

function clicked(found) {
  const [first] = found.filter((one) => !isBoundary(one.layer)).concat(found);
  if (first) pick(first, { stay: true });
  else feature.close();
}

// Choose a feature: it is asked for whole, and looked at unless one stays where one is.
async function pick({ layer: name, id }, { stay = false, from = null } = {}) {
  const layer = layers.get(name);
  if (!layer) return;
  hold();
  const mine = turn;
  try {
    const found = await api.get(`/v1/gis/collections/${name}/items/${encodeURIComponent(id)}?f=json`);
    if (mine !== turn) return;
    edit.end();
    choose({ layer: name, id: String(found.id) }, found);
    feature.open(layer, found, from);
    write(at("heard"), feature.heard(layer, found));
    if (!stay) go(boxOf(found.geometry));
    await along(layer, found);
  } catch (error) {
    if (mine === turn) feature.wrong(error, id);
  }
}

// What was asked for before comes too late now.
function hold() {
  turn += 1;
}

// A road, or a stretch of one, has its condition in the drawer.
async function along({ id }, { properties }) {
  if (id === "roads") await road.open(properties.code);
  else if (id === "road_segments") await road.open(properties.road, properties.from_m);
  else road.close();
}

// The panel is closed: what was being written in it is given up.
function left() {
  hold();
  edit.end();
  road.close();
  choose(null);
}

function dropped(layer, found) {
  feature.close();
  page.say(fill(words.deleted, { name: nameOf(layer, found) }));
}

function choose(chosen, found = null) {
  desk.chosen = chosen;
  shown = found;
  engine?.choose(found?.geometry ? [{ type: "Feature", properties: {}, geometry: found.geometry }] : []);
  listed?.draw();
  keepAddress();
}

function go(box) {
  if (box && engine) engine.map.fitBounds(box, { padding: room(), maxZoom: CLOSE, animate: false });
}

// A change elsewhere: its tiles, its count, and what is chosen if it is that.
function changed(layer, box, features) {
  if (!layers.has(layer)) return;
  engine.refresh(layer, box);
  listed.draw();
  if (layer === "road_segments") road.forget();
  if (desk.filters[layer]) filters.draw(layer);
  side.count([layer]);
  const { chosen } = desk;
  if (chosen?.layer === layer && (!features || features.includes(chosen.id))) refreshed(chosen);
}

function said(feature) {
  return feature && JSON.stringify([feature.geometry, feature.properties]);
}

function look(layer, box) {
  if (!layer || layers.has(layer)) engine.refresh(layer, box);
}

async function refreshed(chosen) {
  const mine = turn;
  try {
    const found = await api.get(`/v1/gis/collections/${chosen.layer}/items/${encodeURIComponent(chosen.id)}?f=json`);
    if (mine !== turn || said(found) === said(shown)) return;
    choose(chosen, found);
    feature.again(layers.get(chosen.layer), found);
  } catch (error) {
    if (mine === turn) page.say(error.status === 404 ? words.gone : explain(error, words), "warn");
  }
}

function keepAddress() {
  if (!engine) return;
  const { lng, lat } = engine.map.getCenter();
  const facts = { centre: [lng, lat], zoom: engine.map.getZoom(), layers: [...desk.shown], filters: desk.filters, colours: desk.colours, chosen: desk.chosen };
  history.replaceState(null, "", `?${written(facts, location.search)}`);
}
