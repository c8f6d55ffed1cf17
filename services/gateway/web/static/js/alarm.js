// A critical notice that nobody has taken in hand has the screen; the tallies stay beside it.

import { NOTHING, fill } from "./format.js";
import { draw, set, show, slot, write } from "./dom.js";
import { boundsOf, grown, middleOf, pathOf, projection } from "./geometry.js";
import { fitting } from "./labels.js";
import { alarms } from "./select.js";

const [WIDTH, HEIGHT] = [544, 600];
const UNKNOWN = { villages: [], districts: [] };
const AROUND = 3.2; // how much of the neighbourhood is shown, in sizes of the place

export function alarm(words, fmt) {
  const panel = document.getElementById("alarm");
  const part = (name) => slot(panel, name);
  let [current, drawn] = [null, null];

  function display(view) {
    const waiting = alarms(view.state);
    current = waiting[0] ?? null;
    document.body.classList.toggle("is-alarm", current !== null);
    if (current) writeFacts(part, current, waiting.length, words, fmt);
    show(panel, current !== null);
    const wanted = current && keyOf(current, view.shapes);
    if (!current || drawn === wanted) return;
    drawn = wanted;
    drawPlace(part, current.area, view.shapes ?? UNKNOWN);
  }

  function tick({ time }) {
    if (!current) return;
    write(part("elapsed"), fmt.span(words, time - Date.parse(current.raised_at)));
    write(part("left"), current.deadline ? untilDeadline(current.deadline, time, words, fmt) : "");
  }

  return { display, tick };
}

function keyOf(notice, shapes) {
  return `${notice.id}/${shapes?.villages.length ?? 0}`;
}

function writeFacts(part, notice, waiting, words, fmt) {
  write(part("among"), waiting > 1 ? fill(words.someOf, { n: 1, all: waiting }) : "");
  write(part("raised"), `${fmt.minutes(notice.raised_at)} ${fmt.zone}`);
  write(part("headline"), notice.headline);
  write(part("place"), notice.place);
  show(part("place-line"), notice.place !== "");
  write(part("text"), notice.text);
  show(part("text-row"), notice.text !== "");
  write(part("holder"), notice.holder || words.nobody);
  show(part("deadline-row"), notice.deadline !== null);
  write(part("deadline"), notice.deadline ? `${fmt.minutes(notice.deadline)} ${fmt.zone}` : NOTHING);
}

function untilDeadline(deadline, time, words, fmt) {
  const left = Date.parse(deadline) - time;
  return fill(left < 0 ? words.overdue : words.left, { span: fmt.span(words, Math.abs(left)) });
}

// The place among its neighbours; the whole region, by its districts, where it is no village.
function drawPlace(part, area, { villages, districts }) {
  const svg = part("locator");
  const within = (one) => area !== "" && (one.id.startsWith(area) || area.startsWith(one.id));
  const hit = villages.filter(within);
  show(svg, hit.length > 0);
  part("body").classList.toggle("is-everywhere", hit.length === 0);
  if (!hit.length) return;
  const near = hit.length === 1;
  const project = projection(near ? grown(boundsOf(hit), AROUND) : boundsOf(villages), WIDTH, HEIGHT);
  set(svg, "viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  set(svg, "preserveAspectRatio", "xMidYMid slice");
  svg.replaceChildren(
    ...villages.map((one) => outline(one, within(one) ? "place place-hit" : "place", project)),
    ...districts.map((one) => outline(one, "place-district", project)),
    ...labels(near ? villages : districts, within, project),
  );
}

// The place's own name first, then those of its neighbours that find room.
function labels(features, within, project) {
  const named = features.map((one) => nameAt(one, within(one), project));
  named.sort((a, b) => Number(b.isHit) - Number(a.isHit) || away(a) - away(b));
  const free = fitting(named, { width: WIDTH, height: HEIGHT });
  return named.filter((one, index) => free[index] || one.isHit).map(label);
}

function away({ x, y }) {
  return Math.hypot(x - WIDTH / 2, y - HEIGHT / 2);
}

function nameAt({ geometry, properties: { name } }, isHit, project) {
  const [x, y] = project(middleOf(geometry));
  const size = isHit ? 24 : 20;
  return { name, isHit, x, y, width: name.length * size * 0.56, height: size * 1.3 };
}

function outline(feature, name, project) {
  return draw("path", { class: name, d: pathOf(feature.geometry, project) });
}

function label({ name, isHit, x, y }) {
  const kind = isHit ? "place-name place-name-hit" : "place-name";
  const text = draw("text", { class: kind, x: x.toFixed(1), y: y.toFixed(1) });
  text.textContent = name;
  return text;
}
