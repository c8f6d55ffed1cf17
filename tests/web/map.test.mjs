import assert from "node:assert/strict";
import { test } from "node:test";

import { styleOfBase } from "../../services/gateway/web/static/js/map/basestyle.js";
import { COMPARISONS, kindOf, textOf } from "../../services/gateway/web/static/js/map/conditions.js";
import { arranged, nameOf, usual, valueOf } from "../../services/gateway/web/static/js/map/describing.js";
import { added, begun, between, cornersOf, dropped, moved } from "../../services/gateway/web/static/js/map/corners.js";
import { asked, coordinate } from "../../services/gateway/web/static/js/map/finding.js";
import { valueOf as fieldValue } from "../../services/gateway/web/static/js/map/form.js";
import { base, below } from "../../services/gateway/web/static/js/map/ground.js";
import { choices, holds, lookOf } from "../../services/gateway/web/static/js/map/look.js";
import { areaOf, areaSaid, distance, lengthOf, lengthSaid } from "../../services/gateway/web/static/js/map/measure.js";
import { differences, patchOf } from "../../services/gateway/web/static/js/map/merging.js";
import { namesOf } from "../../services/gateway/web/static/js/map/names.js";
import { imageOf, styleOf } from "../../services/gateway/web/static/js/map/painting.js";
import { isBroken, retrying } from "../../services/gateway/web/static/js/map/retrying.js";
import { boxOf } from "../../services/gateway/web/static/js/map/shapes.js";
import { read, written } from "../../services/gateway/web/static/js/map/share.js";
import { bars, csv, measured, rangeOf, sta, ticks, topOf, within } from "../../services/gateway/web/static/js/map/sta.js";
import { joined, touched } from "../../services/gateway/web/static/js/map/touched.js";
import { joinedParts, modeOf, nearest, partsOf, rounded } from "../../services/gateway/web/static/js/map/vertices.js";

const text = (name, more = {}) => ({ name, kind: "text", codes: [], title: "", unit: "", ...more });
const layer = (id, attributes, more = {}) => ({ id, title: id, geometry_type: "LineString", attributes, style: {}, label: "", ...more });
const CODES = ["good", "fair", "light", "heavy", "unknown"].map((value) => ({ value, title: value }));
const SEGMENTS = layer("road_segments", [text("condition", { codes: CODES })], { style: { color: { property: "condition" } } });

test("lengths are those of the ellipsoid", () => {
  // Flinders Peak to Buninyong, the example of Geoscience Australia: 54,972.271 m.
  const flinders = [144 + 25 / 60 + 29.5244 / 3600, -(37 + 57 / 60 + 3.7203 / 3600)];
  const buninyong = [143 + 55 / 60 + 35.3839 / 3600, -(37 + 39 / 60 + 10.1561 / 3600)];
  assert.ok(Math.abs(distance(flinders, buninyong) - 54_972.271) < 0.01);
  assert.ok(Math.abs(lengthOf([[0, 0], [1, 0], [1, 0], [0, 0]]) - 2 * 111_319.4908) < 0.01);
  assert.ok(Number.isFinite(distance([0, 0], [179.9, 0.1])));
});

test("areas are those of the earth, whichever way round and closed or not", () => {
  const cell = [[0, 0], [1, 0], [1, 1], [0, 1]];
  const exact = 12_308_778_361; // by geodesics (C. Karney's PolygonArea)
  for (const ring of [cell, [...cell].reverse(), [...cell, cell[0]]]) {
    assert.ok(Math.abs(areaOf(ring) / exact - 1) < 1e-4);
  }
  assert.equal(areaOf([[0, 0], [1, 1]]), 0);
});

test("figures have the unit that people read best", () => {
  assert.deepEqual(lengthSaid(99.94), [99.94, 1, "m"]);
  assert.deepEqual(lengthSaid(1500), [1.5, 3, "km"]);
  assert.deepEqual(areaSaid(25_000), [2.5, 2, "ha"]);
  assert.deepEqual(areaSaid(3_000_000), [3, 3, "km²"]);
});

test("an address keeps what is shown, and other parameters", () => {
  const facts = { centre: [106.123456, -2.1], zoom: 12.345, layers: ["roads", "tps"], filters: { tps: "number = 1 AND a:b <> 'x'" }, chosen: { layer: "roads", id: "22.05/070" } };
  const said = written(facts, "?election=uji&view=0,0,1&filter=old:1");
  assert.equal(new URLSearchParams(said).get("election"), "uji");
  assert.deepEqual(read(said), {
    view: { centre: [106.12346, -2.1], zoom: 12.35 }, layers: ["roads", "tps"], filters: facts.filters, colours: {}, chosen: facts.chosen,
  });
});

test("an address that says nonsense says nothing", () => {
  const nothing = { view: null, layers: null, filters: {}, colours: {}, chosen: null };
  for (const wrong of ["", "?view=1,2", "?view=a,b,c", "?view=500,0,3", "?view=0,0,99", "?chosen=x", "?filter=tps"]) {
    assert.deepEqual(read(wrong), nothing, wrong);
  }
  assert.deepEqual(read("?layers=").layers, []);
});

test("a change touches the tiles of its box in view, of every zoom", () => {
  const view = [106, -2.3, 106.3, -2];
  const found = touched([106.1, -2.15, 106.11, -2.14], view, 12.2);
  assert.ok(found.some(({ z, x, y }) => z === 12 && x === 3255 && y === 2072));
  assert.ok(found.some(({ z }) => z === 0));
  assert.ok(found.every(({ z, x, y }) => x < 2 ** z && y < 2 ** z));
  assert.ok(found.length < 60);
  assert.deepEqual(touched([0, 0, 1, 1], view, 12), []);
  assert.equal(touched(null, view, 12), null);
  assert.equal(touched([-180, -85, 180, 85], [-180, -85, 180, 85], 9), null);
});

test("boxes join; anywhere holds everything", () => {
  assert.deepEqual(joined([0, 1, 2, 3], [-1, 2, 1, 5]), [-1, 1, 2, 5]);
  assert.equal(joined([0, 1, 2, 3], null), null);
});

test("a coordinate is read as people write it", () => {
  assert.deepEqual(coordinate("-2.1291, 106.1138"), [106.1138, -2.1291]);
  assert.deepEqual(coordinate("106.1138 -2.1291"), [106.1138, -2.1291]);
  assert.deepEqual(coordinate("-2,1291; 106,1138"), [106.1138, -2.1291]);
  const [x, y] = coordinate("2°07'45\" LS 106°06'50\" BT");
  assert.ok(Math.abs(x - 106.113889) < 1e-5 && Math.abs(y + 2.129167) < 1e-5);
  for (const other of ["Gabek", "22.05.070", "1971011001", "12 34", "-2.1, 500.5"]) assert.equal(coordinate(other), null, other);
});

test("a search asks for names and codes, and nothing of it is read as a filter", () => {
  const tps = layer("tps", [text("code"), text("name")], { label: "name" });
  assert.equal(asked(tps, "O'Hara"), "CASEI(name) LIKE CASEI('%O''Hara%')");
  assert.equal(asked(tps, "19.71.01"), "CASEI(name) LIKE CASEI('%19.71.01%') OR code LIKE '197101%'");
  assert.equal(asked(tps, "50%_"), "CASEI(name) LIKE CASEI('%50\\%\\_%') OR code LIKE '50\\%\\_%'");
  assert.match(asked(layer("roads", [text("code"), text("name")]), "22.05"), /code LIKE '22\.05%'/);
  assert.equal(asked(tps, " a "), null);
  assert.equal(asked(layer("x", [{ ...text("n"), kind: "number" }]), "abc"), null);
});

test("conditions become CQL2", () => {
  const all = [text("name"), { ...text("width m"), kind: "number" }, { ...text("day"), kind: "date" }, text("kind", { codes: [{ value: "a", title: "A" }] })];
  assert.deepEqual(all.map(kindOf), ["text", "number", "moment", "code"]);
  assert.ok(all.every((one) => COMPARISONS[kindOf(one)].includes("=")));
  const rows = [
    { name: "name", comparison: "contains", value: "O'H" },
    { name: "width m", comparison: ">=", value: "5,5" },
    { name: "day", comparison: "<", value: "2024-01-02" },
    { name: "kind", comparison: "empty", value: "" },
    { name: "name", comparison: "=", value: "" },
    { name: "width m", comparison: "=", value: "wide" },
  ];
  assert.equal(textOf(rows, all), "(CASEI(name) LIKE CASEI('%O''H%')) AND (\"width m\" >= 5.5) AND (day < DATE('2024-01-02')) AND (kind IS NULL)");
  assert.equal(textOf(rows.slice(1, 3), all, "OR"), "\"width m\" >= 5.5 OR day < DATE('2024-01-02')");
  assert.equal(textOf([], all), "");
});

test("no two classes of a layer share a mark, so colour is never alone", () => {
  const look = lookOf(SEGMENTS);
  const marks = look.classes.filter((one) => one.value).map((one) => one.mark);
  assert.deepEqual(marks, ["plain", "core", "dash", "ticks", "gaps"]);
  const styles = styleOf("road_segments", look, { source: "road_segments", inner: "road_segments", colour: (name) => name });
  assert.equal(new Set(styles.map((one) => one.id)).size, styles.length);
  assert.ok(styles.some((one) => one.id.endsWith("/mark") && one.paint["line-dasharray"]));
  assert.ok(styles.every((one) => one["source-layer"] === "road_segments" && one.metadata.layer === "road_segments"));
});

test("every feature is in one class", () => {
  const sound = lookOf(layer("roads", [{ ...text("soundness"), kind: "number" }], { style: { color: { property: "soundness" } } }));
  assert.deepEqual(holds(sound, 1), ["all", ["!=", ["get", "soundness"], null], [">=", ["get", "soundness"], 60], ["<", ["get", "soundness"], 80]]);
  assert.deepEqual(holds(sound, sound.classes.length - 1), ["==", ["get", "soundness"], null]);
  assert.deepEqual(lookOf(layer("own", [text("a")]), 2).classes.map((one) => one.colour), ["k3"]);
  assert.equal(lookOf(layer("villages", [])).shape, "line");
  assert.deepEqual(imageOf("point-hollow-idle"), { kind: "point", mark: "hollow", colour: "idle" });
  assert.equal(imageOf("other"), null);
});

test("an area's name stands once, in the middle of its pieces", () => {
  const square = (west, wide) => ({ type: "Polygon", coordinates: [[[west, 0], [west + wide, 0], [west + wide, 2], [west, 2], [west, 0]]] });
  const piece = (west, wide, code) => ({ geometry: square(west, wide), properties: { code, name: `Desa ${code}` } });
  const found = namesOf([piece(0, 2, "1"), piece(2, 2, "1"), piece(9, 2, "2")], "name", "villages");
  assert.deepEqual(found.map((one) => one.properties.text), ["Desa 1", "Desa 2"]);
  assert.deepEqual(found[0].geometry.coordinates, [2, 1]);
});

test("layers stand in the order of work, features have names, values are said", () => {
  const layers = ["provinces", "own", "tps", "roads"].map((id) => layer(id, []));
  assert.deepEqual(arranged(layers).map((one) => one.id), ["roads", "tps", "own", "provinces"]);
  assert.deepEqual(usual(layers), ["tps", "roads"]);
  assert.equal(nameOf(layer("x", [], { label: "title" }), { id: 7, properties: { title: "", code: "c1" } }), "c1");
  assert.equal(nameOf(layer("x", []), { id: 7, properties: {} }), "7");
  const words = { codes: { good: "Baik" }, yes: "ya", no: "tidak" };
  const fmt = { count: String, number: (value, digits) => value.toFixed(digits) };
  assert.equal(valueOf(SEGMENTS.attributes[0], "good", words, fmt), "Baik");
  assert.equal(valueOf({ ...text("n"), kind: "number" }, 3.14159, words, fmt), "3.14");
  assert.equal(valueOf({ ...text("b"), kind: "boolean" }, false, words, fmt), "tidak");
  assert.equal(valueOf(text("t"), null, words, fmt), "–");
});

test("boxes hold geometries of every kind", () => {
  assert.deepEqual(boxOf({ type: "Point", coordinates: [1, 2] }), [1, 2, 1, 2]);
  assert.deepEqual(boxOf({ type: "MultiPolygon", coordinates: [[[[0, 0], [4, 0], [4, 3], [0, 0]]]] }), [0, 0, 4, 3]);
  assert.deepEqual(boxOf({ type: "GeometryCollection", geometries: [{ type: "LineString", coordinates: [[5, 5], [6, 7]] }] }), [5, 5, 6, 7]);
  assert.equal(boxOf(null), null);
});

test("what two people changed is merged by field", () => {
  const before = { properties: { a: 1, b: 1, c: 1, d: 1 }, geometry: { type: "Point", coordinates: [0, 0] } };
  const mine = { properties: { a: 2, b: 2, c: 1, d: 3 }, geometry: { type: "Point", coordinates: [1, 1] } };
  const theirs = { properties: { a: 1, b: 3, c: 4, d: 3 }, geometry: { type: "Point", coordinates: [0, 0] } };
  const found = differences(before, mine, theirs);
  assert.deepEqual(found.map((one) => [one.name, one.both]), [["a", false], ["b", true], ["c", false], ["d", false], ["geometry", false]]);
  assert.deepEqual(patchOf(found, { b: "theirs" }), { properties: { a: 2 }, geometry: mine.geometry });
  assert.deepEqual(patchOf(found, { b: "mine" }).properties, { a: 2, b: 2 });
  assert.deepEqual(patchOf(differences(before, before, theirs)), {});
  const emptied = differences(before, { ...before, properties: { ...before.properties, a: null } }, before);
  assert.deepEqual(patchOf(emptied), { properties: { a: null } });
});

test("the pen snaps to the nearest point within its reach", () => {
  const project = ([x, y]) => ({ x: x * 10, y: y * 10 });
  assert.deepEqual(nearest([[0, 0], [1, 1], [5, 5]], { x: 8, y: 9 }, project, 12), [1, 1]);
  assert.equal(nearest([[5, 5]], { x: 0, y: 0 }, project, 12), null);
});

test("geometries go to the pen in parts and come back as the layer has them", () => {
  const square = [[[0, 0], [1, 0], [1, 1], [0, 0]]];
  const multi = { type: "MultiPolygon", coordinates: [square, square] };
  assert.deepEqual(joinedParts(partsOf(multi), "MultiPolygon"), multi);
  assert.deepEqual(joinedParts([{ type: "Polygon", coordinates: square }], "MultiPolygon").coordinates, [square]);
  assert.deepEqual(joinedParts([{ type: "Point", coordinates: [1, 2] }], "Point"), { type: "Point", coordinates: [1, 2] });
  assert.equal(joinedParts([], "Point"), null);
  assert.deepEqual(rounded({ type: "Point", coordinates: [1.123456789, 2] }), { type: "Point", coordinates: [1.1234568, 2] });
  assert.deepEqual(["Point", "MultiLineString", "Geometry"].map(modeOf), ["point", "linestring", null]);
});

test("what is written in a field becomes a value of its kind", () => {
  const one = (kind) => ({ ...text("x"), kind });
  assert.equal(fieldValue(one("number"), " 5,25 "), 5.25);
  assert.equal(fieldValue(one("number"), "lebar"), "lebar");
  assert.equal(fieldValue(one("boolean"), "false"), false);
  assert.equal(fieldValue(one("text"), "  "), null);
  assert.deepEqual(fieldValue(one("json"), "[1]"), [1]);
});

test("a road's condition stands along its metres", () => {
  const part = (from_m, to_m, iri, condition) => ({ from_m, to_m, iri, sdi: null, surface: "asphalt", condition });
  const segments = [part(0, 100, 3, "good"), part(100, 300, 14, "heavy"), part(300, 400, null, "unknown")];
  assert.deepEqual([0, 7300, 14_366.4].map(sta), ["0+000", "7+300", "14+366"]);
  const drawn = bars(segments, { length: 400, wide: 800, high: 100, top: 20 });
  assert.deepEqual(drawn.map((one) => one.x), [0, 200, 600]);
  assert.deepEqual(drawn.map((one) => one.height), [15, 70, 3]);
  assert.equal(topOf(segments, [4, 8, 12]), 16);
  assert.equal(measured([{ iri: null, sdi: 40 }]), "sdi");
  assert.deepEqual(ticks(1000, 10), [0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
  assert.equal(ticks(14_366).length, 8);
  assert.deepEqual(within(segments, 350, 120).map((one) => one.from_m), [100, 300]);
  assert.deepEqual(rangeOf(within(segments, 100, 100.01)), [100, 300]);
  assert.equal(rangeOf([]), null);
  assert.equal(csv("a,b", segments.slice(0, 1)), "code,sta_from,sta_to,iri,sdi,surface,condition\r\n\"a,b\",0,100,3,,asphalt,good");
});

test("a base map of images is one faded layer, one of vectors has its water and ways told apart", () => {
  const colour = (name) => name;
  const images = styleOfBase({ tiles: "t", vector: null, zooms: [0, 19] }, colour);
  assert.deepEqual([images.source.type, images.layers.map((one) => one.type)], ["raster", ["raster"]]);
  const { source, layers } = styleOfBase({ tiles: "t", vector: ["Water", "roads", "land"], zooms: [2, 12] }, colour);
  assert.deepEqual([source.type, source.minzoom, source.maxzoom], ["vector", 2, 12]);
  assert.deepEqual(layers.map((one) => one["source-layer"]), ["Water", "roads", "land", "Water", "roads", "land"]);
  assert.deepEqual(layers.slice(0, 3).map((one) => one.paint["fill-color"]), ["sea", "surface-3", "surface-3"]);
  assert.deepEqual(layers.slice(3).map((one) => one.paint["line-width"]), [0.6, 1.4, 0.6]);
});

test("corners of any geometry are moved, added and taken out one by one", () => {
  const hole = [[1, 1], [2, 1], [2, 2], [1, 1]];
  const area = { type: "MultiPolygon", coordinates: [[[[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]], hole]] };
  assert.deepEqual(cornersOf(area).map(({ ring, at }) => [ring, at]), [[0, 0], [0, 1], [0, 2], [0, 3], [1, 0], [1, 1], [1, 2]]);
  assert.deepEqual(moved(area, 0, [-1, -1]).coordinates[0][0], [[-1, -1], [9, 0], [9, 9], [0, 9], [-1, -1]]);
  assert.deepEqual(added(area, 3, [0, 5]).coordinates[0][0], [[0, 0], [9, 0], [9, 9], [0, 9], [0, 5], [0, 0]]);
  assert.deepEqual(dropped(area, 1).coordinates[0], [[[0, 0], [9, 9], [0, 9], [0, 0]], hole]);
  assert.equal(dropped(area, 4), null);
  assert.deepEqual(between(area, 3), [0, 4.5]);
  const line = { type: "LineString", coordinates: [[0, 0], [4, 0]] };
  assert.deepEqual([between(line, 0), between(line, 1), dropped(line, 0)], [[2, 0], null, null]);
  const point = { type: "Point", coordinates: [3, 4] };
  assert.deepEqual([moved(point, 0, [5, 6]).coordinates, added(point, 0, [1, 1])], [[5, 6], null]);
  const points = { type: "MultiPoint", coordinates: [[0, 0], [1, 1]] };
  assert.deepEqual(moved(points, 1, [2, 2]).coordinates, [[0, 0], [2, 2]]);
});

test("a geometry begins once its corners are enough", () => {
  assert.equal(begun("LineString", [[0, 0]]), null);
  assert.deepEqual(begun("MultiLineString", [[0, 0], [1, 0]]), { type: "MultiLineString", coordinates: [[[0, 0], [1, 0]]] });
  assert.deepEqual(begun("Polygon", [[0, 0], [1, 0], [1, 1]]).coordinates, [[[0, 0], [1, 0], [1, 1], [0, 0]]]);
  assert.deepEqual(begun("Point", [[3, 4]]), { type: "Point", coordinates: [3, 4] });
});

test("a layer may be coloured by any of several attributes that have codes", () => {
  const codes = (...values) => values.map((value) => ({ value, title: value }));
  const tps = layer("tps", [text("quality", { codes: codes("surveyed", "unknown") }), text("plan", { codes: codes("online", "sms") }), text("name")], { geometry_type: "Point" });
  assert.deepEqual(choices(tps).map((one) => one.name), ["quality", "plan"]);
  assert.deepEqual([lookOf(tps).by, lookOf(tps, 0, "plan").by, lookOf(tps, 0, "name").by], ["quality", "plan", null]);
  const [online, sms] = lookOf(tps, 0, "plan").classes;
  assert.notEqual(online.mark, sms.mark);
  assert.deepEqual(choices(SEGMENTS), []);
  const roads = layer("roads", [text("surface", { codes: codes("asphalt", "gravel") }), text("soundness", { kind: "number" })], { style: { color: { property: "soundness" } } });
  assert.deepEqual(choices(roads).map((one) => one.name), ["surface", "soundness"]);
  const { colours } = read(`?${written({ centre: [1, 2], zoom: 3, layers: [], filters: {}, colours: { tps: "plan" }, chosen: null })}`);
  assert.deepEqual(colours, { tps: "plan" });
});

test("what could not be fetched is asked for again until it comes, and told of meanwhile", () => {
  const [told, waiting, asked] = [[], [], []];
  const retry = retrying({ onChange: (count) => told.push(count), later: (act) => waiting.push(act) });
  const again = (key) => () => asked.push(key);
  retry.failed("roads/1/0/0", again("tile"));
  retry.failed("items/roads", again("items"));
  retry.failed("items/roads", again("items")); // twice within a while is asked for once
  retry.settled("roads/1/0/0"); // has not been asked for again yet
  assert.deepEqual([told.at(-1), waiting.length, asked], [2, 2, []]);
  waiting.splice(0).forEach((act) => act());
  assert.deepEqual(asked, ["tile", "items"]);
  retry.settled("roads/1/0/0");
  retry.failed("items/roads", again("items"));
  assert.equal(told.at(-1), 1);
  waiting.splice(0).forEach((act) => act());
  assert.deepEqual(asked, ["tile", "items", "items"]);
  retry.mended("items/roads");
  assert.equal(told.at(-1), 0);
  retry.failed("gone", again("gone"));
  retry.mended("gone");
  waiting.splice(0).forEach((act) => act());
  assert.ok(!asked.includes("gone"));
});

test("a service that is away is asked again, a wrong question is not", () => {
  assert.deepEqual([0, 500, 502, 503, 400, 401, 404, undefined].map((status) => isBroken({ status })), [true, true, true, true, false, false, false, false]);
  assert.equal(isBroken(new TypeError("a fault of our own")), false);
});

test("the condition of a road is drawn above the road, whose colour would fill its marks", () => {
  const { layers } = base({ colour: (name) => name, land: ["districts"], tiles: () => ({}) });
  const at = (look) => layers.findIndex((one) => one.id === below("line", look));
  assert.ok(at(lookOf(SEGMENTS)) > at(lookOf({ ...SEGMENTS, id: "roads" })));
  assert.ok(at(lookOf(SEGMENTS)) < layers.findIndex((one) => one.id === below("symbol", lookOf(SEGMENTS))));
});
