// A week of each agency as a table: a line for each shift of the day, a column for each day. Arrow
// keys go from cell to cell.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { plus, rows } from "./said.js";

export function drawGrids({ page, state, week, today, open }) {
  const shown = state.agencies.filter((one) => !state.agency || one.agency === state.agency);
  const all = Array.from({ length: 7 }, (_, n) => plus(week, n));
  keep(document.getElementById("grids"), shown, (one) => one.agency, () => stamp("agency-grid"), (part, one) => {
    const shifts = state.shifts.filter(({ agency }) => agency === one.agency);
    write(slot(part, "agency"), one.agency);
    set(part.querySelector(".scroll"), "aria-label", one.agency);
    drawDays(slot(part, "days"), all, today, page.fmt);
    const lines = rows(shifts, page.fmt);
    keep(slot(part, "rows"), lines, (line) => line.key, () => stamp("line"), (row, line) => {
      write(slot(row, "name"), line.name);
      write(slot(row, "times"), line.times);
      drawCells(row, line, all, today, page, open);
    });
  });
}

function drawDays(head, all, today, fmt) {
  while (head.children.length < 8) {
    const th = document.createElement("th");
    th.scope = "col";
    head.append(th);
  }
  all.forEach((day, n) => {
    const th = head.children[n + 1];
    write(th, shortDay(fmt, day));
    set(th, "class", day === today ? "shift-today" : "");
  });
}

// "Sen 23 Nov", "Mon 23 Nov"
function shortDay(fmt, day) {
  const name = fmt.day(day).slice(0, 3);
  return `${name} ${fmt.date(day).split(" ").slice(0, 2).join(" ")}`;
}

function drawCells(row, line, all, today, page, open) {
  while (row.children.length < 8) row.append(document.createElement("td"));
  all.forEach((day, n) => {
    const td = row.children[n + 1];
    set(td, "class", day === today ? "shift-today" : "");
    keep(td, line.days.get(day) ?? [], (one) => one.id, () => stamp("cell"), (cell, one) =>
      drawCell(cell, one, page, open));
  });
}

function drawCell(cell, one, { words, fmt }, open) {
  const off = one.state === "cancelled";
  cell.dataset.shift = one.id;
  set(cell, "data-mine", String(one.mine));
  set(cell, "data-off", String(off));
  keep(slot(cell, "names"), off ? [] : one.people, ({ name }) => name, () => document.createElement("span"), (span, person) => {
    write(span, person.absent.length ? `${person.name} (${words.absent})` : person.name);
    set(span, "class", person.absent.length ? "shift-absent" : "");
  });
  const short = !off && one.short > 0;
  show(slot(cell, "short"), short);
  write(slot(cell, "short-text"), fill(words.short, { n: one.short }));
  show(slot(cell, "off"), off);
  write(slot(cell, "told"), fill(words.cell, { agency: one.agency, name: one.name, day: fmt.day(one.day) }));
  cell.onclick = () => open(one);
}

const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };

// Arrow keys move the focus over the cells of all tables.
export function roam(grids) {
  grids.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const from = event.target.closest(".shift-cell");
    if (!step || !from) return;
    event.preventDefault();
    const lines = [...grids.querySelectorAll("tbody tr")];
    let [y, x] = [lines.indexOf(from.closest("tr")), from.closest("td").cellIndex];
    for (;;) {
      [y, x] = [y + step[0], x + step[1]];
      const td = lines[y]?.children[x];
      if (!td || td.tagName !== "TD") return;
      const cell = td.querySelector(".shift-cell");
      if (cell) {
        cell.focus();
        return;
      }
    }
  });
}
