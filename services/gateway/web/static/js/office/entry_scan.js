// The scan of an entry: dragged here, chosen, or taken with a phone's camera; seen before it is sent.

import { set, show, write } from "../dom.js";
import { fill } from "../format.js";
import { megabytes, scanView, wrongWith } from "./scan_view.js";

const at = (id) => document.getElementById(id);

export function choosing({ words, fmt, say }) {
  const [box, view] = [at("scan"), scanView(at("view"), words.scan)];
  let chosen = null;

  function take(file) {
    if (!file) return;
    const facts = { name: file.name, size: megabytes(file.size, fmt) };
    const wrong = wrongWith(file);
    if (wrong) return say(fill(words[wrong], facts), "warn", true);
    chosen = file;
    draw(fill(words.scanReady, facts));
    view.show(file).catch(() => view.clear()); // a picture that can't be shown is judged when it is sent
  }

  function draw(name) {
    set(box, "data-state", chosen ? "ready" : "empty");
    show(at("scan-clear"), chosen !== null);
    write(at("scan-name"), name);
  }

  function clear() {
    chosen = null;
    for (const input of [at("file"), at("camera")]) input.value = "";
    view.clear();
    draw("");
  }

  for (const input of [at("file"), at("camera")]) input.addEventListener("change", () => take(input.files[0]));
  at("scan-clear").addEventListener("click", clear);
  for (const name of ["dragover", "dragleave", "drop"]) {
    box.addEventListener(name, (event) => {
      event.preventDefault();
      set(box, "data-over", String(name === "dragover"));
      if (name === "drop") take(event.dataTransfer.files[0]);
    });
  }
  return { file: () => chosen, clear };
}
