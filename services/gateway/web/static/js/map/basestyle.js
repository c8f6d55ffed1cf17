// How a base map looks: quiet, below everything. Images are drawn as they are, a little faded; of vector
// tiles, whose layers anybody may name, water is sea, ways are lines, everything else a faint area. Pure.

const WATER = /water|ocean|sea|lake|river/i;
const WAYS = /road|street|transport|highway|rail/i;

// `vector`: names of the layers in vector tiles, null for images.
export function styleOfBase({ tiles, vector, zooms: [minzoom, maxzoom] }, colour) {
  const source = { type: vector ? "vector" : "raster", tiles: [tiles], minzoom, maxzoom };
  if (!vector) return { source: { ...source, tileSize: 256 }, layers: [{ id: "base", type: "raster", paint: { "raster-opacity": 0.75 } }] };
  return { source, layers: [...vector.map((name) => area(name, colour)), ...vector.map((name) => line(name, colour))] };
}

function area(name, colour) {
  const paint = WATER.test(name) ? { "fill-color": colour("sea") } : { "fill-color": colour("surface-3"), "fill-opacity": 0.5 };
  return { id: `base/${name}/area`, type: "fill", "source-layer": name, filter: ["==", ["geometry-type"], "Polygon"], paint };
}

function line(name, colour) {
  const paint = { "line-color": colour("line-strong"), "line-width": WAYS.test(name) ? 1.4 : 0.6, "line-opacity": 0.8 };
  return { id: `base/${name}/line`, type: "line", "source-layer": name, paint };
}
