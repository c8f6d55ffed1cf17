// A base map below the layers, where one is configured (KENDALI_MAP_BASE). It comes after our own layers
// and may fail or be slow without holding them up. `data-base` on the board says how far it is.

import { addProtocol } from "/static/vendor/maplibre-gl.mjs";
import { styleOfBase } from "./basestyle.js";
import { BASE } from "./ground.js";
import { script } from "./scripts.js";

const WAIT = 10_000; // milliseconds for one tile of somebody else's server
const SCHEME = "base://";
const ARCHIVES = "/static/vendor/pmtiles.js";
const VECTOR = 1; // PMTiles' name for vector tiles
const SOURCE = "base";

export async function layBase(map, board, colour) {
  const { ground, groundKind: kind } = board.dataset;
  if (!ground) return;
  try {
    const found = kind === "pmtiles" ? await archive(new URL(ground, location.href).href) : images(ground);
    const { source, layers } = styleOfBase(found, colour);
    map.on("sourcedata", ({ sourceId, tile }) => {
      if (sourceId === SOURCE && tile?.state === "loaded") board.dataset.base = "drawn";
    });
    map.addSource(SOURCE, source);
    for (const one of layers) map.addLayer({ ...one, source: SOURCE }, BASE);
  } catch (error) {
    board.dataset.base = "failed";
    throw error;
  }
}

// Tiles by our own hand: one that does not come in time is given up, so that the map comes to rest.
function images(url) {
  addProtocol("base", async ({ url: asked }, { signal }) => {
    const options = { signal: AbortSignal.any([signal, AbortSignal.timeout(WAIT)]), credentials: "omit" };
    const answer = await fetch(asked.slice(SCHEME.length), options);
    if (!answer.ok) throw new Error(`${answer.status}`);
    return { data: await answer.arrayBuffer() };
  });
  return { tiles: `${SCHEME}${url}`, vector: null, zooms: [0, 19] };
}

async function archive(url) {
  await script(ARCHIVES);
  const { PMTiles, Protocol } = window.pmtiles;
  const [protocol, held] = [new Protocol(), new PMTiles(url)];
  protocol.add(held);
  addProtocol("pmtiles", protocol.tile);
  const head = await held.getHeader();
  const vector = head.tileType === VECTOR ? ((await held.getMetadata()).vector_layers ?? []).map((one) => one.id) : null;
  return { tiles: `pmtiles://${url}/{z}/{x}/{y}`, vector, zooms: [head.minZoom, head.maxZoom] };
}
