// A magnifier over the photo. It stands over the field that is looked at until keys or the pointer
// lead it elsewhere; the next field takes it back.

import { set, show, slot, write } from "../dom.js";
import { fill } from "../format.js";
import { lensed, within } from "./placing.js";

const [LEAST, MOST, USUAL] = [1, 6, 2];

export function lens(root, words, redraw) {
  const [view, glass, sheet, image] = ["view", "lens", "lens-sheet", "lens-image"].map((name) => slot(root, name));
  let [on, power] = [false, USUAL];
  let at = null; // of the view, where it was led; null is over the field

  function turnOn(wanted) {
    [on, at] = [wanted, null];
    set(root.querySelector('[data-key="g"]'), "aria-pressed", String(on));
    tell();
  }

  function tell() {
    write(slot(root, "told"), on ? fill(words.magnified, { n: power }) : "");
    redraw();
  }

  function stronger(by) {
    power = Math.min(MOST, Math.max(LEAST, power + by));
    tell();
  }

  function middle() {
    return { x: view.clientWidth / 2, y: view.clientHeight / 2 };
  }

  // The photo as it lies in the view; `field` is the point of the view that is looked at, or null.
  function draw(photo, place, field) {
    show(glass, on && Boolean(photo.src));
    if (glass.hidden) return;
    const box = { width: view.clientWidth, height: view.clientHeight };
    const point = within(at ?? field ?? middle(), box);
    const half = { x: glass.clientWidth / 2, y: glass.clientHeight / 2 };
    const inner = lensed(place, point, power, half);
    if (at) at = point;
    set(image, "src", photo.src);
    image.style.filter = photo.style.filter;
    glass.style.transform = `translate(${point.x - glass.offsetWidth / 2}px, ${point.y - glass.offsetHeight / 2}px)`;
    sheet.style.width = `${photo.naturalWidth}px`;
    sheet.style.transform = `translate(${inner.x}px, ${inner.y}px) scale(${inner.scale}) rotate(${inner.turn}deg)`;
    glass.dataset.at = `${Math.round(point.x)} ${Math.round(point.y)}`;
  }

  function lead(x, y, field) {
    const from = at ?? field ?? middle();
    at = { x: from.x + x, y: from.y + y };
    redraw();
  }

  view.addEventListener("pointermove", (event) => {
    if (!on) return;
    const { left, top } = view.getBoundingClientRect();
    at = { x: event.clientX - left, y: event.clientY - top };
    redraw();
  });

  return {
    draw, lead, stronger,
    toggle: () => turnOn(!on),
    off: () => on && turnOn(false),
    back: () => (at = null),
    isOn: () => on,
  };
}
