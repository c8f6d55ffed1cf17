// The page of layers: what is asked of the API, and what its answers are in words.

import assert from "node:assert/strict";
import { test } from "node:test";

import { formats } from "../../services/gateway/web/static/js/format.js";
import { asked, changed, idOf, makes, nameOf, problemRows, readers, saidOf, share, takers, wanted, whyOf } from "../../services/gateway/web/static/js/layers/showing.js";

const fmt = formats("id", "Asia/Jakarta", "WIB");
const words = {
  checks: { repaired: "Diperbaiki" },
  taken: "diterima",
  left: "tidak",
  more: "dan {n} lagi",
  read: { public: "umum" },
  roles: { officer: "Pejabat" },
  nobody: "admin saja",
  reasons: { "zip-damaged": "ZIP rusak." },
  problems: { "file-refused": "Ditolak." },
};
const layer = (id, extendable) => ({ id, kendali: { extendable } });

test("a file's name suggests an id and a name", () => {
  assert.equal(idOf("Jalan Desa-2024.final.GeoJSON"), "jalan_desa_2024_final");
  assert.equal(idOf("2024 sumur_.zip"), "sumur");
  assert.equal(idOf("x".repeat(60)).length, 41);
  assert.equal(nameOf("jalan_desa-baru.zip"), "Jalan desa baru");
});

test("what nobody says of a built-in layer is what is so of it", () => {
  const said = { ...words, ofBuiltIn: { source: { tps: "pemilu" } } };
  assert.equal(saidOf({ id: "tps", kendali: { source: "KPU" } }, "source", said), "KPU");
  assert.equal(saidOf({ id: "tps", kendali: { source: "" } }, "source", said), "pemilu");
  assert.equal(saidOf({ id: "roads", kendali: { source: "" } }, "source", said), "");
});

test("an import says what its mode needs and nothing else", () => {
  const fields = { mode: "new", id: "sumur", name: " Sumur ", layer: "roads", key: "code", crs: "", table: "a" };
  assert.equal(asked(fields), "mode=new&layer=sumur&name=Sumur&table=a");
  assert.equal(asked({ ...fields, mode: "append" }), "mode=append&layer=roads&table=a");
  assert.equal(asked({ ...fields, mode: "replace" }), "mode=replace&layer=roads&key=code&table=a");
});

test("an export names its filter's language where there is a filter", () => {
  assert.equal(wanted({ f: "csv", crs: "", area: "1971", filter: " " }), "f=csv&area=1971");
  assert.equal(wanted({ f: "csv", filter: "a < 3" }), "f=csv&filter=a+%3C+3&filter-lang=cql2-text");
});

test("layers are made by those of the whole region, boundaries put by makers alone", () => {
  const [maker, local, reader] = [["gis_editor", ""], ["gis_editor", "1971"], ["officer", ""]].map(([role, area]) => ({ roles: [role], area }));
  assert.deepEqual([maker, local, reader].map(makes), [true, false, false]);
  const all = [layer("villages", false), layer("sumur", true), layer("tps", false)];
  assert.deepEqual(takers(all, maker).map((one) => one.id), ["villages", "sumur"]);
  assert.deepEqual(takers(all, reader).map((one) => one.id), ["sumur"]);
});

test("what is found is told row by row, and how much more there is of it", () => {
  const rows = problemRows({ counts: { repaired: 1201, odd: 1 }, items: [{ feature: 7, code: "repaired", message: "Ring", taken: true }, { feature: 8, code: "odd", taken: false }] }, words, fmt);
  assert.deepEqual(rows.map(({ feature, what, why, taken }) => [feature, what, why, taken]), [
    ["7", "Diperbaiki", "Ring", "diterima"],
    ["8", "odd", "", "tidak"],
    ["", "Diperbaiki", "dan 1.200 lagi", ""],
  ]);
});

test("who reads, how far, and why not", () => {
  assert.equal(readers({ read: "public" }, words), "umum");
  assert.equal(readers({ read: ["officer", "x"] }, words), "Pejabat, x");
  assert.equal(readers({ read: [] }, words), "admin saja");
  assert.equal(share({ state: "applying", job: { done: 1, total: 4 } }), 0.25);
  assert.equal(share({ state: "reading", job: { done: 0, total: null } }), null);
  assert.equal(share({ state: "sending", sent: 0.4 }), 0.4);
  assert.equal(share({ state: "ready" }), 1);
  const error = { slug: "file-refused", reason: "zip-damaged", detail: "entry 3" };
  assert.equal(whyOf({ found: { error } }, words), "ZIP rusak. Entry 3");
  assert.equal(whyOf({ found: { error: { ...error, reason: "new" } } }, words), "Ditolak. Entry 3");
  assert.equal(whyOf({ found: { added: 1 }, job: { message: "gone" } }, words), "gone");
});

test("only what was changed is sent", () => {
  const before = { title: "A", source: "", permissions: { read: "public", edit: [] } };
  assert.equal(changed(before, { ...before }), null);
  assert.deepEqual(changed(before, { title: "A", source: "Dinas" }), { source: "Dinas" });
});
