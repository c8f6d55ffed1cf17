// The photo of the form: pages, zoom, turn, brightness, by mouse, finger and keys; and the place of
// the field that is looked at, marked about where the paper has it.

import { set, show, slot, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { lens } from "./lens.js";
import { STEP, readable, seen, turned, zoomed, zoomedTo } from "./placing.js";

const BRIGHTER = [100, 130, 160];
const PAN = 80; // pixels a key press
const FIGURES = 0.82; // of the paper's width: where its boxes are

export function photos(words, api) {
  const root = document.getElementById("photos");
  const [view, sheet, image, mark] = ["view", "sheet", "image", "mark"].map((name) => slot(root, name));
  let pages = []; // photos by page
  let [page, row, place, bright, close] = [0, null, null, 0, false];
  let led = false; // whether it was moved by hand
  let label = "";
  const glass = lens(root, words, () => place && pages.length && draw());

  // The photos of a record; none where there are none.
  async function open(items) {
    pages = items.filter((one) => one.state === "shown").sort((a, b) => a.page - b.page);
    [page, close, bright] = [0, false, 0];
    await showPage(pages.findIndex((one) => one.page === row?.page));
  }

  async function showPage(index) {
    delete root.dataset.shown;
    page = Math.max(0, index);
    show(slot(root, "none"), pages.length === 0);
    show(view, pages.length > 0);
    const many = { n: pages[page]?.page ?? 0, all: Math.max(pages.length, pages.at(-1)?.page ?? 0) };
    write(slot(root, "page"), pages.length ? fill(words.pageOf, many) : "");
    tellSigned(pages[page]);
    for (const button of root.querySelectorAll("button")) button.disabled = pages.length === 0;
    if (pages.length) await load(pages[page]);
  }

  function tellSigned(photo) {
    const sign = slot(root, "signed");
    show(sign, Boolean(photo));
    useIcon(sign.querySelector("svg"), photo?.signed_by ? "sign" : "info");
    write(slot(root, "signed-word"), photo?.signed_by ? words.signed : words.unsigned);
  }

  // The browser's cookie proves who reads; it is renewed with the token when it ran out.
  async function load(photo, again = true) {
    try {
      set(image, "src", `/v1/elections/photos/${encodeURIComponent(photo.id)}?size=full`);
      await image.decode();
    } catch {
      if (photo !== pages[page]) return;
      image.removeAttribute("src");
      if (again && (await api.get("/v1/auth/me").catch(() => null))) return load(photo, false);
      write(slot(root, "told"), fill(words.photoFailed, { n: photo.page }));
      return;
    }
    if (photo !== pages[page]) return;
    fit();
    if (close && here()) near();
    root.dataset.shown = photo.id;
  }

  function fit() {
    led = false;
    place = readable(size(), box(), here()?.at, place?.turn ?? 0);
    draw();
  }

  function size() {
    return { width: image.naturalWidth, height: image.naturalHeight };
  }

  // The row that is looked at, where this page is its page.
  function here() {
    return row && pages[page]?.page === row.page ? row : null;
  }

  function box() {
    return { width: view.clientWidth, height: view.clientHeight };
  }

  function draw() {
    sheet.style.width = `${image.naturalWidth}px`;
    sheet.style.height = `${image.naturalHeight}px`;
    sheet.style.transform = `translate(${place.x}px, ${place.y}px) scale(${place.scale}) rotate(${place.turn}deg)`;
    image.style.filter = bright ? `brightness(${BRIGHTER[bright]}%)` : "";
    show(mark.closest("svg"), Boolean(here()));
    if (here()) {
      set(mark, "y", `${row.at.top * 100}%`);
      set(mark, "height", `${row.at.height * 100}%`);
    }
    glass.draw(image, place, field());
    set(view, "aria-label", fill(words.photoLabel, { n: pages[page]?.page ?? "", field: label }));
  }

  // The point of the view where the boxes of the row are, about.
  function field() {
    if (!here()) return null;
    return seen(place, size(), { left: FIGURES, top: row.at.top + row.at.height / 2 });
  }

  function near() {
    place = zoomedTo(place, size(), row.at, box());
    draw();
  }

  function zoom(factor, at = { x: view.clientWidth / 2, y: view.clientHeight / 2 }) {
    if (!place) return;
    led = true;
    place = zoomed(place, factor, at);
    write(slot(root, "told"), fill(words.zoomed, { n: Math.round(place.scale * 100) }));
    draw();
  }

  function pan(x, y) {
    if (!place) return;
    led = true;
    place = { ...place, x: place.x + x, y: place.y + y };
    draw();
  }

  // The field that is looked at now: its page is turned to where there is a photo of it.
  function look(next, name) {
    if (next !== row) glass.back();
    [row, label] = [next, name];
    const index = pages.findIndex((one) => one.page === row.page);
    if (index >= 0 && index !== page) showPage(index);
    else if (pages.length && place) follow();
  }

  // What was moved by hand stays; else the marked place is kept in sight.
  function follow() {
    if (close && here()) near();
    else if (led || !here()) draw();
    else fit();
  }

  const deeds = {
    "[": () => page > 0 && showPage(page - 1),
    "]": () => page < pages.length - 1 && showPage(page + 1),
    "+": () => larger(1),
    "=": () => larger(1),
    "-": () => larger(-1),
    z: toggleClose,
    g: () => place && glass.toggle(),
    t: turn,
    b: brighten,
    h: again,
    "Shift+ArrowUp": () => shift(0, -1),
    "Shift+ArrowDown": () => shift(0, 1),
    "Shift+ArrowLeft": () => shift(-1, 0),
    "Shift+ArrowRight": () => shift(1, 0),
  };

  // The magnifier, while it is there; else the photo.
  function larger(by) {
    if (glass.isOn()) glass.stronger(by);
    else zoom(STEP ** by);
  }

  function shift(x, y) {
    if (glass.isOn()) glass.lead(x * PAN / 4, y * PAN / 4, field());
    else pan(-x * PAN, -y * PAN);
  }

  function toggleClose() {
    if (!place) return;
    close = !close;
    set(root.querySelector('[data-key="z"]'), "aria-pressed", String(close));
    if (close && here()) near();
    else fit();
  }

  function turn() {
    if (!place) return;
    place = { ...place, turn: turned(place.turn) };
    fit();
  }

  function brighten() {
    if (!place) return;
    bright = (bright + 1) % BRIGHTER.length;
    write(slot(root, "told"), fill(words.brightness, { n: BRIGHTER[bright] }));
    draw();
  }

  function again() {
    if (!place) return;
    [bright, close] = [0, false];
    set(root.querySelector('[data-key="z"]'), "aria-pressed", "false");
    place.turn = 0;
    glass.off();
    fit();
    write(slot(root, "told"), "");
  }

  dragged(view, pan, zoom);
  new ResizeObserver(() => place && pages.length && follow()).observe(view);
  return { open, look, deeds, current: () => pages[page] ?? null };
}

// Drag to move; the wheel, or two fingers on a pad, to zoom where the pointer is.
function dragged(view, pan, zoom) {
  view.addEventListener("wheel", (event) => {
    event.preventDefault();
    const { left, top } = view.getBoundingClientRect();
    zoom(event.deltaY < 0 ? STEP : 1 / STEP, { x: event.clientX - left, y: event.clientY - top });
  }, { passive: false });
  view.addEventListener("pointerdown", (event) => {
    view.setPointerCapture(event.pointerId);
    view.classList.add("is-dragged");
  });
  view.addEventListener("pointermove", (event) => {
    if (view.hasPointerCapture(event.pointerId)) pan(event.movementX, event.movementY);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    view.addEventListener(end, () => view.classList.remove("is-dragged"));
  }
}
