// A PDF of ours as pages that are read, zoomed and marked:
//
//   const shown = await paper(element, "/v1/office/letters/…/preview");
//   await shown.show(another); // an address of ours, or a Blob that is here
//
// `element` gets all of it; its data-paper is "loading", "shown" or "failed", data-pages how many.
// What was shown stays until what follows is there. A page's style sheet is /static/css/paper.css,
// its words are `paper` of `office_strings.frame`. pdf.js draws in a worker, by no script or style
// of the document's, and follows no link in it.

import { set, show, write } from "../dom.js";
import { fill } from "../format.js";
import { api, explain, strings } from "../console/api.js";
import { SIZES, closest, fitting, next, nowShown } from "./zoom.js";

const PDF = "/static/vendor/pdf.mjs";
const WORKER = "/static/vendor/pdf.worker.mjs";
const AHEAD = "600px"; // drawn before they are scrolled to
const SHARPEST = 2; // device pixels to one of ours; more costs memory and shows nothing

let engine = null;

// One worker for all that a page of ours shows.
async function pdfs() {
  engine ??= import(PDF).then((lib) => {
    lib.GlobalWorkerOptions.workerSrc = WORKER;
    return lib;
  });
  return engine;
}

export async function paper(element, url) {
  const words = { ...strings(), ...strings().paper };
  const view = build(element, words);
  const state = { document: null, pages: [], zoom: null, chosen: false, asked: 0, url };

  view.again.onclick = () => open(state.url);
  view.smaller.onclick = () => choose(-1);
  view.larger.onclick = () => choose(1);
  new ResizeObserver(fit).observe(view.pages);
  view.pages.addEventListener("scroll", () => place(view, state, words), { passive: true });

  async function open(address) {
    const mine = (state.asked += 1);
    state.url = address;
    set(element, "data-paper", "loading");
    show(view.trouble, false);
    try {
      const [lib, file] = await Promise.all([pdfs(), address instanceof Blob ? address : api.blob(address)]);
      const document = await read(lib, new Uint8Array(await file.arrayBuffer()));
      const pages = await pagesOf(document);
      if (mine !== state.asked) return document.destroy();
      const before = state.document;
      Object.assign(state, { document, pages });
      state.zoom ??= fitting(view.pages.clientWidth, pages[0].size.width);
      lay(view, state, lib, words);
      await before?.destroy();
      set(element, "data-pages", String(pages.length));
      set(element, "data-paper", "shown");
    } catch (error) {
      if (mine === state.asked) fail(error);
    }
  }

  function fail(error) {
    const known = error.problem ? explain(error, words) : words.broken;
    write(view.why, fill(words.failed, { why: known }));
    show(view.trouble, true);
    set(element, "data-paper", "failed");
  }

  function zoom(wanted) {
    const at = view.pages.scrollTop / (view.pages.scrollHeight || 1);
    state.zoom = wanted;
    for (const one of state.pages) one.resize(wanted);
    view.pages.scrollTop = at * view.pages.scrollHeight;
    place(view, state, words);
  }

  function choose(direction) {
    state.chosen = true;
    zoom(next(state.zoom, direction));
  }

  // A page is shown whole in its width until somebody chooses otherwise, as on a phone that turns.
  function fit() {
    if (state.chosen || !state.pages.length) return;
    const wanted = fitting(view.pages.clientWidth, state.pages[0].size.width);
    if (Math.abs(wanted - state.zoom) > 0.01) zoom(wanted);
  }

  await open(url);
  return { show: open, bar: view.bar, close: () => state.document?.destroy() };
}

function read(lib, data) {
  return lib.getDocument({
    data,
    isEvalSupported: false,
    useWasm: false,
    wasmUrl: "/static/vendor/", // where scripts that stand in for it are
    enableXfa: false,
    stopAtErrors: false,
  }).promise;
}

async function pagesOf(document) {
  const numbers = Array.from({ length: document.numPages }, (_, n) => n + 1);
  const pages = await Promise.all(numbers.map((n) => document.getPage(n)));
  return pages.map((pdf, n) => ({ pdf, number: n + 1, size: pdf.getViewport({ scale: SIZES.css }) }));
}

function lay(view, state, lib, words) {
  view.seen?.disconnect();
  const shown = new Map();
  view.seen = new IntersectionObserver(
    (found) => {
      for (const one of found) shown.get(one.target)?.near(one.isIntersecting);
    },
    { root: view.pages, rootMargin: AHEAD },
  );
  const nodes = state.pages.map((page) => {
    const node = sheet(page, state.pages.length, lib, words);
    page.resize(state.zoom);
    shown.set(node, page);
    return node;
  });
  view.pages.replaceChildren(...nodes);
  for (const node of nodes) view.seen.observe(node);
  place(view, state, words);
}

// One page: its picture, and over it its text, to be marked and read aloud.
function sheet(page, count, lib, words) {
  const node = made("div", "paper-page");
  const text = made("div", "textLayer");
  node.append(made("canvas", "paper-picture"), text);
  set(node, "role", "group");
  set(node, "aria-label", fill(words.place, { n: page.number, of: count }));
  set(node, "data-page", String(page.number));
  let [drawing, layer, drawn, isNear, zoom] = [null, null, 0, false, 1];

  page.resize = (wanted) => {
    zoom = wanted;
    node.style.width = `${Math.floor(page.size.width * zoom)}px`;
    node.style.height = `${Math.floor(page.size.height * zoom)}px`;
    node.style.setProperty("--total-scale-factor", String(zoom * SIZES.css));
    if (isNear) draw();
  };
  page.near = (is) => {
    isNear = is;
    if (is) draw();
  };

  async function draw() {
    const density = zoom * Math.min(devicePixelRatio || 1, SHARPEST);
    if (drawn === density) return;
    drawn = density;
    drawing?.cancel();
    const viewport = page.pdf.getViewport({ scale: density * SIZES.css });
    const picture = made("canvas", "paper-picture");
    [picture.width, picture.height] = [Math.floor(viewport.width), Math.floor(viewport.height)];
    set(picture, "aria-hidden", "true");
    drawing = page.pdf.render({ canvas: picture, viewport });
    try {
      await drawing.promise;
      node.querySelector("canvas").replaceWith(picture);
      layer ??= await textOf(page, lib, text);
      set(node, "data-drawn", "");
    } catch (error) {
      if (error.name !== "RenderingCancelledException") throw error;
    }
  }
  return node;
}

async function textOf(page, lib, container) {
  const given = { textContentSource: page.pdf.streamTextContent(), container, viewport: page.size };
  const layer = new lib.TextLayer(given);
  await layer.render();
  return layer;
}

function place(view, state, words) {
  const tops = [...view.pages.children].map((node) => node.offsetTop);
  const n = nowShown(tops, view.pages.scrollTop + view.pages.clientHeight / 2);
  write(view.where, fill(words.place, { n, of: state.pages.length }));
  write(view.zoom, fill(words.zoom, { n: Math.round(100 * state.zoom) }));
  view.smaller.disabled = closest(state.zoom, -1) === null;
  view.larger.disabled = closest(state.zoom, 1) === null;
}

function build(element, words) {
  const view = {
    bar: made("div", "paper-bar"),
    where: made("span", "paper-where"),
    smaller: button("−", words.smaller),
    zoom: made("output", "paper-zoom-now"),
    larger: button("+", words.larger),
    pages: made("div", "paper-pages"),
    trouble: made("p", "paper-trouble"),
    why: made("span", ""),
    again: made("button", "btn"),
  };
  const zoom = made("span", "paper-zoom");
  zoom.append(view.smaller, view.zoom, view.larger);
  view.bar.append(view.where, zoom);
  for (const [name, value] of Object.entries({ tabindex: "0", role: "region", "aria-label": words.pages })) {
    set(view.pages, name, value);
  }
  set(view.trouble, "role", "alert");
  view.again.type = "button";
  write(view.again, words.again);
  view.trouble.append(view.why, view.again);
  show(view.trouble, false);
  element.classList.add("paper");
  element.replaceChildren(view.bar, view.trouble, view.pages);
  return view;
}

function button(sign, label) {
  const node = made("button", "paper-step");
  node.type = "button";
  set(node, "aria-label", label);
  write(node, sign);
  return node;
}

function made(name, kind) {
  const node = document.createElement(name);
  if (kind) node.className = kind;
  return node;
}
