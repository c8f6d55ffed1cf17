// Groups of recipients: who is in one, and whom it reaches now. A circle is refused with its path.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { explain } from "../console/api.js";
import { shell } from "../console/shell.js";
import { remove } from "./removing.js";

const ROOT = "/v1/recipient-groups";
const REST = 250; // milliseconds after the last letter before it is looked for
const at = (id) => document.getElementById(id);

const page = await shell();
const { api, words, me } = page;
const form = at("form").elements;
let [one, members, timer, turn] = [null, [], null, 0];

const keyOf = ({ kind, code }) => `${kind}/${code}`;

async function read() {
  const q = at("q").value.trim();
  const items = await api.all(`${ROOT}?limit=200${q ? `&q=${encodeURIComponent(q)}` : ""}`, 1000);
  show(at("none"), items.length === 0);
  keep(at("list"), items, (each) => each.code, () => stamp("group-template"), (item, each) => {
    write(slot(item, "name"), each.name);
    write(slot(item, "code"), each.code);
    write(slot(item, "note"), `${page.fmt.counted(words.members, each.members.length)}, ${each.area || words.region}`);
    set(item.firstElementChild, "aria-current", String(each.code === one?.code));
    item.firstElementChild.onclick = () => open(each.code).catch(page.fail);
  });
}

async function open(code) {
  draw(await api.get(`${ROOT}/${encodeURIComponent(code)}`));
  await read();
}

// `next` is a group, or null for a new one.
function draw(next) {
  one = next;
  members = next?.members ?? [];
  write(at("one-title"), next?.name ?? words.newGroup);
  for (const name of ["code", "name"]) form[name].value = next?.[name] ?? "";
  form.area.value = next ? next.area : me.area;
  form.code.readOnly = next !== null;
  at("find").value = "";
  show(at("remove"), next !== null);
  show(at("form"), true);
  show(at("no-one"), false);
  wrong("");
  found([]);
  drawMembers();
  drawReached(next?.reaches ?? []);
  show(at("reach"), next !== null);
  set(at("groups"), "data-open", next ? `${next.code}@${next.version}` : "new");
}

function drawMembers() {
  keep(at("members"), members, keyOf, () => stamp("member-template"), (item, each) => {
    write(slot(item, "kind"), words.kind[each.kind]);
    write(slot(item, "name"), each.name);
    write(slot(item, "code"), each.name === each.code ? "" : each.code);
    write(slot(item, "remove"), fill(words.remove, each));
    item.querySelector("button").onclick = () => {
      members = members.filter((other) => keyOf(other) !== keyOf(each));
      drawMembers();
    };
  });
}

function drawReached(items) {
  const people = items.filter((each) => each.person).length;
  write(at("reach-title"), people ? page.fmt.counted(words.reaches, people) : words.reachesNobody);
  keep(at("reached"), items, (each) => `${each.person}/${each.position}`, () => stamp("reached-template"), (item, each) => {
    write(slot(item, "who"), each.person || words.vacant);
    write(slot(item, "via"), [words.via[each.via] ?? each.via, each.position].filter(Boolean).join(", "));
  });
}

async function search() {
  const q = at("find").value.trim();
  const mine = (turn += 1);
  if (q.length < 2) return found([]);
  try {
    const told = await api.get(`/v1/recipients?q=${encodeURIComponent(q)}`);
    if (mine === turn) found(told.items);
  } catch (error) {
    wrong(explain(error, words));
  }
}

function found(items) {
  const known = new Set(members.map(keyOf));
  const fresh = items.filter((each) => !known.has(keyOf(each)));
  keep(at("found"), fresh, keyOf, () => stamp("found-template"), (item, each) => {
    write(slot(item, "kind"), words.kind[each.kind]);
    write(slot(item, "name"), each.name);
    write(slot(item, "note"), [each.code, each.note, each.holders.join(", ")].filter(Boolean).join(", "));
    item.firstElementChild.onclick = () => {
      members = [...members, { kind: each.kind, code: each.code, name: each.name }];
      at("find").value = "";
      at("find").focus();
      found([]);
      drawMembers();
    };
  });
}

async function save(event) {
  event.preventDefault();
  if (!members.length) return wrong(words.noMembers);
  const area = form.area.value.trim();
  const inside = members.map(({ kind, code }) => ({ kind, code }));
  const body = { name: form.name.value.trim(), ...(area && { area }), members: inside };
  try {
    const kept = one
      ? await api.send("PUT", `${ROOT}/${encodeURIComponent(one.code)}`, { ...body, version: one.version })
      : await api.send("POST", ROOT, { ...body, code: form.code.value.trim() });
    page.say(fill(words.saved, kept));
    await open(kept.code);
  } catch (error) {
    wrong(circle(error) ?? explain(error, words));
  }
}

// A group that would hold itself: the way is named, from it to it.
function circle(error) {
  const said = error.problem?.errors?.map((each) => /^goes in a circle: (.+)$/.exec(each.in_english ?? each.message)).find(Boolean);
  return said ? fill(words.circle, { path: said[1] }) : null;
}

async function gone() {
  const { done, told } = await remove(api, words, one);
  if (told) return wrong(told);
  if (!done) return;
  page.say(fill(words.removed, one));
  one = null;
  for (const id of ["form", "reach"]) show(at(id), false);
  show(at("no-one"), true);
  set(at("groups"), "data-open", "");
  await read();
  at("new").focus();
}

function wrong(text) {
  show(at("wrong"), text !== "");
  write(slot(at("wrong"), "text"), text);
}

function rested(task) {
  clearTimeout(timer);
  timer = setTimeout(task, REST);
}

at("q").addEventListener("input", () => rested(() => read().catch(page.fail)));
at("find").addEventListener("input", () => rested(search));
at("find").addEventListener("keydown", (event) => {
  if (event.key === "Enter") event.preventDefault(); // it looks, and saves nothing
});
at("new").addEventListener("click", () => {
  draw(null);
  form.code.focus();
});
at("form").addEventListener("submit", save);
at("remove").addEventListener("click", () => gone().catch(page.fail));
await page.load(read);
page.face("live");
