// The draft as PDF beside its editor, drawn anew when what is written has been saved.
//
//   const renewed = previewing(page, { place, saver, settle });
//   renewed(); // after each save
//
// `data-version` on #preview says which version is on paper.

import { set, show } from "../../dom.js";
import { paper } from "../paper.js";

const QUIET = 1_500; // laying out takes a processor some time: once nothing follows for a moment
const at = (id) => document.getElementById(id);

export function previewing(page, { place, saver, settle }) {
  const root = at("writing");
  let [sheet, timer] = [null, null];

  async function draw() {
    if (!(await settle())) return;
    const version = String(saver.version());
    const address = `${place}/preview?${new URLSearchParams(page.as)}`;
    if (sheet) await sheet.show(address);
    else sheet = await paper(at("paper"), address);
    set(at("preview"), "data-version", version);
  }

  const isOpen = () => root.dataset.beside === "preview";
  const isStale = () => at("preview").dataset.version !== String(saver.version());

  at("preview-open").addEventListener("click", () => {
    set(root, "data-beside", isOpen() ? "facts" : "preview");
    set(at("preview-open"), "aria-pressed", String(isOpen()));
    show(at("preview"), isOpen());
    if (isOpen()) draw().catch(page.fail);
  });
  at("preview-again").addEventListener("click", () => draw().catch(page.fail));

  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => isOpen() && sheet && isStale() && draw().catch(page.fail), QUIET);
  };
}
