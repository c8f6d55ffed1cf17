// The pen: points, lines and areas drawn and moved on the map by terra-draw, snapping to what is drawn
// around. Its files are fetched when somebody edits.

import { script } from "./scripts.js";
import { positions } from "./shapes.js";
import { joinedParts, modeOf, nearest, partsOf, rounded } from "./vertices.js";

const FILES = ["/static/vendor/terra-draw.js", "/static/vendor/terra-draw-maplibre.js"];
const REACH = 12; // pixels
const KINDS = { Point: "point", LineString: "linestring", Polygon: "polygon" };

const load = () => FILES.reduce((before, src) => before.then(() => script(src)), Promise.resolve());

// A geometry as the editor's own features, one for each part.
function features(geometry) {
  return partsOf(geometry).map((part) => ({ type: "Feature", geometry: rounded(part), properties: { mode: KINDS[part.type] } }));
}

// `geometry` is what stands, or null for something new; gives { geometry(), put(), set(), again(),
// stop() }.
export async function pen(engine, { type, geometry, onChange }) {
  await load();
  const { terraDraw: kit, terraDrawMaplibreGlAdapter: adapters } = window;
  const { map } = engine;
  const snapping = { toCustom: (event) => snap(engine, event) };
  const flags = { feature: { draggable: true, coordinates: { draggable: true, midpoints: true, deletable: true, snappable: snapping } } };
  const modes = [
    new kit.TerraDrawPointMode({ snapping }),
    new kit.TerraDrawLineStringMode({ snapping }),
    new kit.TerraDrawPolygonMode({ snapping }),
    new kit.TerraDrawSelectMode({ flags: { point: { feature: { draggable: true } }, linestring: flags, polygon: flags } }),
  ];
  const draw = new kit.TerraDraw({ adapter: new adapters.TerraDrawMapLibreGLAdapter({ map, prefixId: "pen" }), modes });
  draw.start();
  const begun = features(geometry);
  const added = begun.length ? draw.addFeatures(begun) : [];
  const wanted = modeOf(type) ?? "point";
  draw.setMode(begun.length ? "select" : wanted);
  if (begun.length && added[0]?.valid !== false) draw.selectFeature(added[0].id);
  draw.on("finish", () => {
    if (draw.getMode() !== "select") draw.setMode("select");
    onChange();
  });
  draw.on("change", (_, what) => what === "update" && onChange());

  return {
    geometry() {
      const own = Object.values(KINDS);
      const parts = draw.getSnapshot().filter((one) => own.includes(one.properties.mode) && !one.properties.midPoint && !one.properties.selectionPoint);
      return joinedParts(parts.map((one) => one.geometry), type);
    },
    // A point where the map's middle is, for those who go by keyboard.
    put(position) {
      draw.clear();
      draw.addFeatures([{ type: "Feature", geometry: rounded({ type: "Point", coordinates: position }), properties: { mode: "point" } }]);
      draw.setMode("select");
      onChange();
    },
    // Another geometry in place of what is drawn.
    set(next) {
      draw.clear();
      draw.addFeatures(features(next));
      draw.setMode("select");
    },
    again() {
      draw.clear();
      draw.setMode(wanted);
      onChange();
    },
    stop: () => draw.stop(),
  };
}

function snap(engine, { containerX, containerY }) {
  const at = { x: containerX, y: containerY };
  const near = engine.at(at).flatMap((one) => positions(one.geometry));
  return nearest(near, at, (point) => engine.map.project(point), REACH) ?? undefined;
}
