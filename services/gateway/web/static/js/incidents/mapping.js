// The map of the room: our own ground, the incident with how far it reaches, its units, what else is open.

import { Marker } from "/static/vendor/maplibre-gl.mjs";
import { set, show, slot, stamp, useIcon, write } from "../dom.js";
import { engine as start } from "../map/engine.js";
import { lookOf } from "../map/look.js";
import { boxOf, positions } from "../map/shapes.js";
import { unitClass } from "./around.js";
import { ICONS, circle, placeOf, unitNote } from "./shown.js";

const LAND = ["regencies", "districts"];
const SHOWN = ["villages", "districts", "roads", "tps"];
const PLAIN = { roads: ["line", "boundary", "plain", 2], tps: ["point", "idle", "plain", 3] };
const CLOSE = 14; // the zoom at which one without a radius is looked at
const ROOM = { top: 28, bottom: 60, left: 28, right: 140 }; // for the legend, and for words beside units
const EMPTY = { type: "FeatureCollection", features: [] };
const at = (id) => document.getElementById(id);

function look(layer) {
  const own = PLAIN[layer.id];
  if (!own) return lookOf(layer);
  const [shape, colour, mark, width] = own;
  return { shape, width, by: null, classes: [{ value: null, title: "", colour, mark }] };
}

// Gives { show(one, others), pick(), ready }; a browser without WebGL has no map, and everything else.
export async function mapping(room) {
  const { page, words, fmt } = room;
  const told = await page.api.get("/v1/gis/collections?f=json");
  const layers = told.collections.map(({ id, title, description, kendali }) => ({ ...kendali, id, title, description }));
  const ids = layers.map((one) => one.id);
  const land = LAND.filter((id) => ids.includes(id));
  const names = land.length ? land : ids.slice(0, 1);
  const bounds = names.length ? (await page.api.get(`/v1/gis/tiles/${names.join(",")}`)).bounds : [94, -11, 142, 7];
  const engine = start({
    frame: at("map"), label: words.mapLabel, land, view: { bounds, fitBoundsOptions: { padding: 24 } },
    looks: new Map(layers.map((one) => [one.id, look(one)])),
    onRefused: () => page.api.get("/v1/auth/me").catch(page.fail),
  });
  await engine.ready;
  const { map, colour } = engine;
  for (const layer of layers.filter((one) => SHOWN.includes(one.id))) engine.add(layer);
  map.addSource("zone", { type: "geojson", data: EMPTY });
  map.addLayer({ id: "zone/area", type: "fill", source: "zone", paint: { "fill-color": colour("crit"), "fill-opacity": 0.14 } }, "at-names");
  map.addLayer({ id: "zone/line", type: "line", source: "zone", paint: { "line-color": colour("crit"), "line-width": 2.5, "line-dasharray": [3, 2] } }, "at-names");
  map.on("idle", () => set(at("map-panel"), "data-drawn", room.chosen() ?? ""));

  const marks = new Map(); // of what stands on the map, by its key
  let looked = "";

  function put(key, point, node) {
    const known = marks.get(key);
    if (known) known.setLngLat(point);
    else marks.set(key, new Marker({ element: node, anchor: key.startsWith("unit/") ? "left" : "center" }).setLngLat(point).addTo(map));
    return (known ?? marks.get(key)).getElement();
  }

  function draw(one, others) {
    const wanted = new Set();
    const all = [...others.filter((other) => other.id !== one?.id), ...(one ? [one] : [])];
    for (const other of all) if (other.place.point) wanted.add(incident(other, other.id === one?.id));
    for (const unit of one?.units ?? []) if (unit.point && unit.state !== "released") wanted.add(team(unit));
    for (const [key, mark] of marks) {
      if (wanted.has(key)) continue;
      mark.remove();
      marks.delete(key);
    }
    const zone = one?.place.point && one.place.radius_m ? [{ type: "Feature", properties: {}, geometry: circle(one.place.point, one.place.radius_m) }] : [];
    map.getSource("zone").setData({ ...EMPTY, features: zone });
    lookAt(one);
  }

  function incident(one, here) {
    const key = `incident/${one.id}`;
    const node = put(key, one.place.point, stamp("mark-incident"));
    node.classList.toggle("is-here", here);
    useIcon(node.querySelector("svg"), ICONS[one.severity]);
    set(node, "href", `?incident=${one.id}`);
    write(slot(node, "name"), `${words.severity[one.severity]}: ${one.headline}, ${placeOf(one.place, room.names, words)}`);
    node.onclick = (event) => {
      event.preventDefault();
      room.open(one.id);
    };
    return key;
  }

  function team(unit) {
    const key = `unit/${unit.id}`;
    const node = put(key, unit.point, stamp("mark-unit"));
    set(slot(node, "mark"), "class", `key-unit ${unitClass(unit)}`);
    write(slot(node, "name"), `${unit.name}, ${unitNote(unit, room.now(), words, fmt)}`);
    return key;
  }

  // Look at another incident, or at one that got its place; never while somebody only reads on.
  async function lookAt(one) {
    const wanted = one ? `${one.id}/${one.place.point ?? one.place.area}` : "";
    if (wanted === looked) return;
    looked = wanted;
    if (!one) return;
    if (one.place.point) return near(one);
    const box = await areaBox(one.place.area);
    if (box && looked === wanted) map.fitBounds(box, { padding: 40, animate: false, maxZoom: CLOSE });
  }

  function near(one) {
    const [x, y] = one.place.point;
    const around = positions(circle([x, y], Math.max(one.place.radius_m ?? 0, 400) * 1.4));
    const [west, south, east, north] = boxOf({ type: "MultiPoint", coordinates: [...around, ...one.units.filter((unit) => unit.point && unit.state !== "released").map((unit) => unit.point)] });
    map.fitBounds([west, south, east, north], { padding: ROOM, animate: false, maxZoom: CLOSE + 1.5 });
  }

  async function areaBox(code) {
    const layer = { 10: "villages", 13: "villages", 6: "districts", 4: "regencies" }[code.length];
    if (!layer || !ids.includes(layer)) return null;
    const filter = encodeURIComponent(`code = '${code.slice(0, 10)}'`);
    const found = await page.api.get(`/v1/gis/collections/${layer}/items?limit=1&filter=${filter}`).catch(() => null);
    return found?.features[0] ? boxOf(found.features[0].geometry) : null;
  }

  // A point that somebody chooses, or null. By keyboard: arrows move the map, Enter takes its middle.
  function pick() {
    const canvas = map.getCanvas();
    for (const id of ["pick", "pick-centre"]) show(at(id), true);
    canvas.focus();
    return new Promise((answer) => {
      const end = (point) => {
        for (const id of ["pick", "pick-centre"]) show(at(id), false);
        map.off("click", clicked);
        removeEventListener("keydown", typed, true);
        answer(point);
      };
      const clicked = ({ lngLat }) => end([lngLat.lng, lngLat.lat]);
      const typed = (event) => {
        if (!["Enter", "Escape"].includes(event.key)) return;
        event.preventDefault();
        event.stopPropagation();
        const { lng, lat } = map.getCenter();
        end(event.key === "Enter" ? [lng, lat] : null);
      };
      map.on("click", clicked);
      addEventListener("keydown", typed, true);
    });
  }

  return { draw, pick, refresh: (layer, box) => engine.has(layer) && engine.refresh(layer, box) };
}
