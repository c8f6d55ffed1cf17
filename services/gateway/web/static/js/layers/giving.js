// A layer as a file: which format and which part of it; then it is downloaded, however long it took.

import { explain } from "../console/api.js";
import { show, slot, write } from "../dom.js";
import { fill } from "../format.js";
import { titleOf, wanted } from "./showing.js";

const LOOK = 700; // milliseconds between two looks at a file that is being written
const KEPT = 10_000;
const SUFFIXES = { geojsonseq: "geojsonl", shapefile: "zip", geopackage: "gpkg", flatgeobuf: "fgb" };

export function giving({ api, words, say }) {
  const dialog = document.getElementById("giving");
  const form = dialog.querySelector("form");
  let [layer, busy] = [null, false];

  function open(one) {
    layer = one;
    form.reset();
    fault("");
    write(document.getElementById("giving-title"), fill(words.export, { layer: titleOf(one, words) }));
    write(slot(form, "names"), one.kendali.attributes.map((each) => each.name).join(", "));
    dialog.showModal();
  }

  function fault(text) {
    const line = slot(form, "wrong");
    write(line.querySelector("span"), text);
    show(line, text !== "");
  }

  async function fetched(event) {
    event.preventDefault();
    if (busy) return;
    const [one, fields] = [layer, Object.fromEntries(new FormData(form))];
    busy = true;
    fault("");
    say(words.writing, "wait", true);
    try {
      const first = await api.blob(`/v1/gis/collections/${one.id}/export?${wanted(fields)}`);
      const file = first.type.startsWith("application/json") ? await later(JSON.parse(await first.text())) : first;
      save(file, `${one.id}.${SUFFIXES[fields.f] ?? fields.f}`);
      dialog.close();
      say(fill(words.written, { layer: titleOf(one, words) }));
    } catch (error) {
      const why = explain(error, words);
      fault(why);
      say(why, "warn");
    } finally {
      busy = false;
    }
  }

  // A file that takes long is asked for again until it is written.
  async function later({ id }) {
    for (;;) {
      const found = await api.get(`/v1/gis/exports/${id}`);
      if (found.state !== "writing") return api.blob(`/v1/gis/exports/${id}/file`);
      await new Promise((go) => setTimeout(go, LOOK));
    }
  }

  function save(blob, name) {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), KEPT);
  }

  form.onsubmit = fetched;
  slot(form, "cancel").onclick = () => dialog.close();
  return { open };
}
