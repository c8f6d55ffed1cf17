// The map itself: ground, layers by tiles, what is chosen, and what is drawn over it for a while.
// MapLibre's worker asks for tiles with the session's cookie; nothing comes from the internet.

import { Map as MapLibre, ScaleControl, setWorkerUrl } from "/static/vendor/maplibre-gl.mjs";
import { scale, set } from "../dom.js";
import { LAND, base, below } from "./ground.js";
import { isBoundary } from "./look.js";
import { pictureOf } from "./marks.js";
import { namesOf } from "./names.js";
import { NAMED_FROM, nameLayer, styleOf } from "./painting.js";
import { isBroken, retrying } from "./retrying.js";
import { touched } from "./touched.js";

setWorkerUrl("/static/vendor/maplibre-gl-worker.mjs");

const NONE = { type: "FeatureCollection", features: [] };
const ID = "id_"; // no attribute has that name
const REACH = 6; // pixels around a click
const OURS = `${location.origin}/v1/gis/tiles/`;

export function palette() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim() || "#5a6973";
}

// `looks`: Map of layer id → look; `land`: ids of layers whose areas are the ground; `retry` as of
// retrying.js.
export function engine({ frame, label, land, view, looks, retry = retrying({}), onRefused }) {
  const colour = palette();
  const unit = scale();
  const tiles = (names) => ({ type: "vector", tiles: [`${OURS}${names}/{z}/{x}/{y}`], maxzoom: 16 });
  const map = new MapLibre({
    container: frame,
    style: base({ colour, land, tiles }),
    ...view,
    attributionControl: false,
    renderWorldCopies: false,
    fadeDuration: 0,
    dragRotate: false,
    pitchWithRotate: false,
    maxPitch: 0,
    maxTileCacheSize: 0, // a tile out of sight may be old when it comes back: the browser asks again
    refreshExpiredTiles: false, // events say what to ask for again, see live.js
    transformRequest: (url) => (url.startsWith(OURS) ? { url, cache: "no-cache" } : { url }), // by its ETag
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new ScaleControl({ maxWidth: 120 * unit, unit: "metric" }), "bottom-right");
  map.setMissingStyleImageResolver((id) => addPicture(map, id, colour));
  map.on("error", ({ error, sourceId, tile }) => {
    if (error?.status === 401) onRefused();
    if (tile && isBroken(error)) missed(sourceId, tile.tileID.canonical);
  });

  function missed(source, place) {
    const key = [source, place.z, place.x, place.y].join("/");
    retry.failed(key, () => {
      if (!map.getSource(source)) return retry.mended(key);
      map.once("idle", () => retry.settled(key));
      map.refreshTiles(source, [place]);
      map.triggerRepaint(); // a tile that is out of sight by now is not asked for
    });
  }

  set(map.getCanvas(), "aria-label", label);
  const ready = new Promise((go) => map.once("load", go));
  const known = new Map();

  function add(layer, filtered = null) {
    const look = looks.get(layer.id);
    const source = filtered ? { type: "geojson", data: identified(filtered) } : tiles(layer.id);
    map.addSource(layer.id, source);
    const inner = filtered ? null : layer.id;
    const made = styleOf(layer.id, look, { source: layer.id, inner, colour, unit });
    for (const one of made) map.addLayer(one, below(one.type, look));
    const name = isBoundary(layer.id) ? null : nameLayer(layer, look, { source: layer.id, inner, colour, unit });
    if (name) map.addLayer(name, below("name", look));
    known.set(layer.id, [...made.map((one) => one.id), ...(name ? [name.id] : [])]);
  }

  function remove(id) {
    for (const one of known.get(id) ?? []) map.removeLayer(one);
    if (known.delete(id)) map.removeSource(id);
  }

  // The features that are drawn in a box of pixels, each once, as { layer, id, properties, geometry }.
  function drawn(box = undefined) {
    const layers = [...known.values()].flat().filter((id) => !id.endsWith("/name"));
    const found = new Map();
    for (const one of map.queryRenderedFeatures(box, { layers })) {
      const layer = one.layer.metadata.layer;
      const id = String(one.properties[ID] ?? one.id ?? one.properties.code ?? "");
      const key = `${layer}/${id}`;
      if (id && !found.has(key)) found.set(key, { layer, id, properties: one.properties, geometry: one.geometry });
    }
    return [...found.values()];
  }

  // The names of the boundaries that are shown, each once.
  function nameAreas() {
    const shown = [...known.keys()].filter((id) => isBoundary(id) && map.getZoom() >= NAMED_FROM[id]);
    const pieces = shown.flatMap((id) => namesOf(map.querySourceFeatures(id, { sourceLayer: id }), "name", id));
    const said = JSON.stringify(pieces);
    if (said !== named) map.getSource("names").setData({ ...NONE, features: pieces });
    named = said;
  }

  let named = "";
  map.on("idle", nameAreas);
  return {
    map,
    ready,
    colour,
    add,
    remove,
    has: (id) => known.has(id),
    drawn,
    // Whether the tiles on the screen say that they do not hold all of the layer.
    leftOut: (id) => known.has(id) && map.getSource(id).type === "vector" && map.querySourceFeatures(id, { sourceLayer: "left-out" }).length > 0,
    at: ({ x, y }) => drawn([[x - REACH, y - REACH], [x + REACH, y + REACH]]),
    choose: (features) => map.getSource("chosen").setData({ ...NONE, features }),
    mark: (features) => map.getSource("marked").setData({ ...NONE, features }),
    // Ask again for what a change of the layer touches; without one for all that is ours.
    refresh(id, box) {
      for (const source of id ? sources(id) : [LAND, ...[...known.keys()].flatMap(sources)]) {
        const [west, south, east, north] = map.getBounds().toArray().flat();
        const these = touched(box, [west, south, east, north], Math.min(map.getZoom(), 16));
        if (these === null) map.refreshTiles(source);
        else if (these.length) map.refreshTiles(source, these);
      }
    },
  };

  function sources(id) {
    return [...(land.includes(id) ? [LAND] : []), ...(known.has(id) && map.getSource(id).type === "vector" ? [id] : [])];
  }
}

// MapLibre keeps ids that are numbers alone.
export function identified({ features }) {
  return { ...NONE, features: features.map((one) => ({ ...one, properties: { ...one.properties, [ID]: String(one.id) } })) };
}

function addPicture(map, id, colour) {
  const made = pictureOf(id, colour);
  if (made && !map.hasImage(id)) map.addImage(id, ...made);
}
