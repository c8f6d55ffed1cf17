// The map on paper and as a picture: what is seen, with title, legend, scale, sources and date.

import { show } from "../dom.js";
import { fill } from "../format.js";
import { codeTitle, titleOf } from "./describing.js";
import { keyOf } from "./marks.js";
import { distance } from "./measure.js";

const EDGE = 24;
const SIDE = 250; // of the legend
const LINE = 24;

export function printing(desk, engine) {
  const { words, fmt, layers, looks, colour } = desk;
  const { map } = engine;

  async function sheet() {
    const seen = await copied();
    const ratio = devicePixelRatio;
    const [wide, high] = [seen.width / ratio, seen.height / ratio];
    const paper = document.createElement("canvas");
    paper.width = (wide + SIDE + 3 * EDGE) * ratio;
    paper.height = (high + 5 * EDGE) * ratio;
    const pen = paper.getContext("2d");
    pen.scale(ratio, ratio);
    pen.fillStyle = colour("surface");
    pen.fillRect(0, 0, paper.width, paper.height);
    title(pen, wide);
    pen.drawImage(seen, EDGE, 3 * EDGE, wide, high);
    pen.strokeStyle = colour("line-strong");
    pen.strokeRect(EDGE, 3 * EDGE, wide, high);
    await legend(pen, wide + 2 * EDGE, 3 * EDGE);
    scaleBar(pen, wide + 2 * EDGE, 3 * EDGE + high);
    return paper;
  }

  // What is drawn is there to be read while it is being drawn, and not afterwards: a buffer that is
  // kept would cost every picture of every second.
  async function copied() {
    const painted = (event) => new Promise((go) => {
      map.once(event, () => go(event === "render" ? copy(map.getCanvas()) : null));
      map.triggerRepaint();
    });
    await painted("idle");
    return painted("render");
  }

  function title(pen, wide) {
    text(pen, words.paperTitle, EDGE, 2 * EDGE - 4, "680 20px Archivo");
    const filters = Object.entries(desk.filters).map(([id, filter]) => `${titleOf(layers.get(id), words)}: ${filter}`);
    const said = [fill(words.asOf, { time: fmt.moment(Date.now()) }), ...filters].join(" · ");
    text(pen, said, EDGE, 2 * EDGE + 16, "400 12px Archivo", "ink-2", wide + SIDE);
  }

  function text(pen, words_, x, y, font, name = "ink", most = undefined) {
    pen.font = font;
    pen.fillStyle = colour(name);
    pen.fillText(words_, x, y, most);
  }

  async function legend(pen, x, top) {
    let y = top + 14;
    text(pen, words.legend, x, y, "680 14px Archivo");
    for (const layer of [...layers.values()].filter((one) => desk.shown.has(one.id))) {
      const look = looks.get(layer.id);
      const plain = look.classes.length === 1;
      if (!plain) text(pen, titleOf(layer, words), x, (y += LINE), "560 12px Archivo", "ink-2", SIDE);
      for (const one of plain ? look.classes : look.classes.filter((each) => each.value !== null)) {
        y += LINE;
        pen.drawImage(await image(keyOf(look, one, colour)), x, y - 15, 48, 20);
        text(pen, plain ? titleOf(layer, words) : codeTitle(one.value, one.title, words), x + 58, y, "400 13px Archivo", "ink", SIDE - 58);
      }
    }
    const said = [...desk.shown].map((id) => [layers.get(id).source, layers.get(id).licence].filter(Boolean).join(", "));
    const sources = new Set([desk.credit, ...said].filter(Boolean));
    if (sources.size) text(pen, fill(words.sources, { list: [...sources].join("; ") }), x, y + 2 * LINE, "400 11px Archivo", "ink-2", SIDE);
  }

  function scaleBar(pen, x, y) {
    const { lng, lat } = map.getCenter();
    const far = map.unproject([map.project([lng, lat]).x + 100, map.project([lng, lat]).y]);
    const hundred = distance([lng, lat], [far.lng, far.lat]); // metres in 100 pixels
    const power = 10 ** Math.floor(Math.log10(hundred * 1.8));
    const metres = [5, 2, 1].map((one) => one * power).find((one) => one <= hundred * 1.8) ?? power;
    pen.fillStyle = colour("ink");
    pen.fillRect(x, y - 6, (metres / hundred) * 100, 4);
    text(pen, metres >= 1000 ? `${fmt.count(metres / 1000)} km` : `${fmt.number(metres, metres < 1 ? 2 : 0)} m`, x, y - 12, "560 12px Archivo");
  }

  async function picture() {
    const paper = await sheet();
    const blob = await new Promise((go) => paper.toBlob(go, "image/png"));
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: words.fileName });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  async function print() {
    const paper = document.getElementById("paper");
    paper.src = (await sheet()).toDataURL("image/png");
    await paper.decode();
    show(paper, true);
    window.print();
  }

  const tried = (deed) => () => deed().catch(() => desk.say(words.noPicture, "warn"));
  document.getElementById("picture").onclick = tried(picture);
  document.getElementById("print").onclick = tried(print);
}

function copy(canvas) {
  const made = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
  made.getContext("2d").drawImage(canvas, 0, 0);
  return made;
}

function image(svg) {
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.setAttribute("width", "96");
  svg.setAttribute("height", "40");
  const made = new Image();
  made.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;
  return made.decode().then(() => made);
}
