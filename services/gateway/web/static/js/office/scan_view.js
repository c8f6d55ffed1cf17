// A scan as it is seen: a PDF by its pages, a photo as a picture. What is shown is a Blob, one that
// was chosen here and is nowhere else yet, or one that came from the API.

import { set } from "../dom.js";
import { paper } from "./paper.js";

export const MOST_BYTES = 10 * 2 ** 20;
const TYPES = ["application/pdf", "image/jpeg", "image/png"];
const WIDEST = 1800; // pixels of a photo that are drawn: a phone's are four times as many

// What is wrong with a file, as the key of a word; null for nothing. Its bytes decide in the end.
export function wrongWith({ size, type }) {
  if (!TYPES.includes(type)) return "wrongKind";
  return size > MOST_BYTES ? "tooLarge" : null;
}

export const megabytes = (size, fmt) => fmt.number(Math.max(0.1, size / 2 ** 20), 1);

// scanView(element, label): {show(blob), clear}; `element`'s data-scan is "shown" or "failed".
export function scanView(element, label) {
  function clear() {
    element.replaceChildren();
    element.removeAttribute("data-scan");
  }

  async function show(blob) {
    const box = document.createElement("div");
    set(box, "class", "scan-view");
    element.replaceChildren(box);
    if (blob.type === "application/pdf") {
      await paper(box, blob);
      set(element, "data-scan", box.dataset.paper);
      return;
    }
    box.append(await picture(blob, label));
    set(element, "data-scan", "shown");
  }

  return { show, clear };
}

// Drawn on a canvas, so that the page needs no address for a file that is here alone.
async function picture(blob, label) {
  const canvas = document.createElement("canvas");
  const bitmap = await createImageBitmap(blob, { imageOrientation: "from-image" });
  const scale = Math.min(1, WIDEST / bitmap.width);
  [canvas.width, canvas.height] = [bitmap.width, bitmap.height].map((side) => Math.round(side * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  for (const [name, value] of Object.entries({ class: "scan-picture", role: "img", "aria-label": label })) set(canvas, name, value);
  return canvas;
}
