// The words of messages: a topic and a language, written in versions, seen as they will be read.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { explain } from "../console/api.js";
import { shell } from "../console/shell.js";

const ROOT = "/v1/message-templates";
const REST = 300; // milliseconds after the last letter before it is tried
const at = (id) => document.getElementById(id);

const page = await shell();
const { api, words, fmt, me } = page;
const may = me.roles.includes("admin") && !me.area;
const form = at("form").elements;
let [all, one, timer, turn] = [[], null, null, 0];

const placeOf = ({ topic, language }) => `${encodeURIComponent(topic)}/${language}`;
const nameOf = (topic) => words.topics[topic] ?? topic;
const same = (a, b) => a !== null && b !== null && a.topic === b.topic && a.language === b.language;

async function read() {
  all = (await api.get(ROOT)).items;
  const asked = location.hash.slice(1);
  await choose(all.find((each) => placeOf(each) === asked) ?? all.find((each) => each.topic === "incident") ?? all[0]);
}

function drawTopics() {
  const topics = [...new Set(all.map((each) => each.topic))];
  keep(at("topics"), topics, (topic) => topic, () => stamp("topic-template"), (item, topic) => {
    write(slot(item, "name"), nameOf(topic));
    const these = all.filter((each) => each.topic === topic);
    keep(slot(item, "languages"), these, placeOf, () => stamp("language-template"), drawLanguage);
  });
}

function drawLanguage(button, each) {
  write(slot(button, "language"), words.languages[each.language]);
  set(slot(button, "version"), "class", each.own ? "badge badge-info" : "badge");
  write(slot(button, "version"), each.own ? fill(words.version, { n: each.version }) : words.shipped);
  set(button, "aria-current", String(same(each, one)));
  button.onclick = () => choose(each).catch(page.fail);
}

async function choose(next) {
  one = next;
  history.replaceState(null, "", `#${placeOf(one)}`);
  write(at("one-title"), `${nameOf(one.topic)}, ${words.languages[one.language]}`);
  write(at("one-version"), one.own ? fill(words.version, { n: one.version }) : words.shipped);
  drawTopics();
  put(one);
  const found = await api.get(`${ROOT}/${placeOf(one)}/versions?limit=50`);
  if (same(next, one)) drawVersions(found.items);
}

function put({ subject, body }) {
  [form.subject.value, form.body.value] = [subject, body];
  preview();
}

function drawVersions(items) {
  show(at("no-versions"), items.length === 0);
  keep(at("versions"), items, (each) => each.version, () => stamp("version-template"), (item, each) => {
    const told = { n: each.version, who: each.changed_by, time: fmt.moment(each.changed_at) };
    write(slot(item, "by"), fill(words.by, told));
    write(slot(item, "note"), each.own ? each.subject : words.reset);
    item.firstElementChild.onclick = () => {
      put(each);
      page.say(fill(words.taken, { n: each.version }), "info");
    };
  });
}

// What the words would say, or which line can't be used.
async function preview() {
  const mine = (turn += 1);
  set(at("wording"), "data-preview", "wait");
  const said = { topic: one.topic, language: one.language, subject: form.subject.value, body: form.body.value };
  try {
    const told = await api.send("POST", `${ROOT}/preview`, { ...said, exercise: at("exercise").checked });
    if (mine !== turn) return;
    write(at("said-subject"), told.subject);
    write(at("said-text"), told.text);
    wrong(null);
    set(at("wording"), "data-preview", "ok");
  } catch (error) {
    if (mine !== turn) return;
    wrong(error);
    set(at("wording"), "data-preview", "wrong");
  }
}

function wrong(error) {
  const [first] = error?.problem?.errors ?? [];
  for (const name of ["subject", "body"]) form[name].removeAttribute("aria-invalid");
  show(at("wrong"), error !== null);
  if (!error) return;
  const text = first ? fill(words.wrong, { field: words.fields[first.field] ?? first.field, why: first.message }) : explain(error, words);
  write(slot(at("wrong"), "text"), text);
  const line = /^line (\d+)/.exec(first?.in_english ?? first?.message ?? "");
  const input = form[first?.field];
  if (input) set(input, "aria-invalid", "true");
  write(slot(at("wrong"), "line"), line && input ? (input.value.split("\n")[Number(line[1]) - 1] ?? "") : "");
}

async function change(act, told) {
  try {
    const next = await act();
    all = all.map((each) => (same(each, next) ? next : each));
    page.say(fill(told, { n: next.version }));
    await choose(next);
  } catch (error) {
    if (error.problem?.errors?.length) wrong(error);
    else page.fail(error);
  }
}

at("form").addEventListener("input", () => {
  clearTimeout(timer);
  set(at("wording"), "data-preview", "wait");
  timer = setTimeout(preview, REST);
});
at("exercise").addEventListener("change", preview);
at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!may) return;
  const body = { subject: form.subject.value, body: form.body.value, version: one.version };
  change(() => api.send("PUT", `${ROOT}/${placeOf(one)}`, body), words.saved);
});
at("reset").addEventListener("click", () => change(() => api.send("POST", `${ROOT}/${placeOf(one)}/reset`, { version: one.version }), words.isShipped));
show(at("acts"), may);
show(at("may-not"), !may);
await page.load(read);
page.face("live");
