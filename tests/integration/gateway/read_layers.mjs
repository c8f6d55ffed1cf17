// Reads a layer by @camptocamp/ogc-client: node read_layers.mjs <address of the landing page>

import { OgcApiEndpoint } from "@camptocamp/ogc-client";

globalThis.location ??= new URL(process.argv[2]);
const endpoint = new OgcApiEndpoint(process.argv[2]);
const collections = await endpoint.featureCollections;
const { title, extent, crs, queryables, supportedTileMatrixSets } = await endpoint.getCollectionInfo("streets");
const all = await endpoint.getCollectionItems("streets", 5, 10, null, ["-width"]);
const inside = await endpoint.getCollectionItems("streets", 100, 0, true, null, [106, -3, 106.0149, 0]);
const since = await endpoint.getCollectionItems("streets", 100, 0, null, null, null, ["name"], {
  start: new Date("2020-01-01"),
});
const one = await endpoint.getCollectionItem("streets", "3");
const found = { collections, title, extent, crs, queryables, supportedTileMatrixSets, all, inside, since, one };
found.tiles = await endpoint.vectorTileCollections;
found.info = await endpoint.info;
console.log(JSON.stringify(found));
