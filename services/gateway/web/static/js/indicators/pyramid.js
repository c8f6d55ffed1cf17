// Ages by sex: each age between its two bars, each figure at its bar's end.

import { draw as element, set } from "../dom.js";

const [WIDE, ROW, LETTER, GAP] = [640, 20, 7.5, 6];

// A narrow place has a narrower drawing, not a smaller one: a unit stays a pixel, words their size.
export function pyramiding({ svg, tell }) {
  let [width, drawn] = [WIDE, null];
  new ResizeObserver(([{ contentRect }]) => {
    const found = Math.min(WIDE, Math.floor(contentRect.width));
    if (!found || found === width) return;
    width = found;
    if (drawn) paint();
  }).observe(svg);

  // `told` is {bars, dimensions, dimension, head}; `dimension` are the chosen values.
  function draw(told) {
    const [sex, age] = ["sex", "age"].map((name) => told.dimensions.find((one) => one.name === name));
    const rows = told.bars.map((row) => {
      const said = [row.left, row.right].map((value) => tell.value(told.head, value));
      return { ...row, name: age.codes[row.age] ?? row.age, said };
    });
    drawn = { rows, sexes: Object.entries(sex.codes), chosen: told.dimension };
    paint();
  }

  function paint() {
    const { rows, sexes, chosen } = drawn;
    const place = spans(width, rows);
    const faint = (code, age) => (chosen.sex && chosen.sex !== code) || (chosen.age && chosen.age !== age);
    const nodes = rows.flatMap((row, index) => {
      const y = (index + 1.5) * ROW;
      const [left, right] = [place.length(row.left), place.length(row.right)];
      return [
        bar("py-left", faint(sexes[0][0], row.age), place.left - left, y, left),
        bar("py-right", faint(sexes[1][0], row.age), place.right, y, right),
        text(width / 2, y, "middle", row.name, "py-age"),
        text(place.left - left - GAP, y, "end", row.said[0], "py-n"),
        text(place.right + right + GAP, y, "start", row.said[1], "py-n"),
      ];
    });
    const names = [text(place.left, 0, "end", sexes[0][1], "py-sex"), text(place.right, 0, "start", sexes[1][1], "py-sex")];
    set(svg, "viewBox", `0 0 ${width} ${(rows.length + 2) * ROW}`);
    svg.replaceChildren(...names, ...nodes);
  }

  return { draw };
}

// Where bars begin on both sides, and how long each is: what ages and figures leave them.
function spans(width, rows) {
  const room = (texts) => LETTER * Math.max(...texts.map((one) => one.length));
  const middle = room(rows.map((row) => row.name)) / 2 + GAP;
  const longest = Math.max(ROW, width / 2 - middle - GAP - room(rows.flatMap((row) => row.said)));
  const most = Math.max(1, ...rows.flatMap((row) => [row.left ?? 0, row.right ?? 0]));
  const length = (value) => Math.round((longest * (value ?? 0)) / most);
  return { left: width / 2 - middle, right: width / 2 + middle, length };
}

function bar(kind, faint, x, y, width) {
  return element("rect", { class: faint ? `${kind} is-faint` : kind, x, y, width, height: ROW - 4 });
}

function text(x, y, anchor, said, kind) {
  const node = element("text", { x, y: y + ROW / 2 + 2, "text-anchor": anchor, class: kind });
  node.textContent = said;
  return node;
}
