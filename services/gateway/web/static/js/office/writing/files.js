// Attachments of a draft: dropped or chosen, sent one after the other with how far each is, and
// refused with the reason. Each makes a new version, so they come between two saves.

import { keep, set, show, slot, stamp, write } from "../../dom.js";
import { explain } from "../../console/api.js";
import { fill } from "../../format.js";

const LARGEST = 10 * 2 ** 20;
const TIGHT = 1024;
const at = (id) => document.getElementById(id);

export function files(page, draft, saver) {
  const { api, words, fmt } = page;
  const place = `/v1/office/letters/${draft.id}/attachments`;
  const query = (more = {}) => new URLSearchParams({ ...more, ...page.as });
  let [items, queue, last] = [[], Promise.resolve(), 0];

  const sizeOf = (bytes) => fill(words.files.size, bytes < TIGHT * TIGHT
    ? { n: fmt.count(Math.max(1, Math.round(bytes / TIGHT))), unit: "KB" }
    : { n: fmt.number(bytes / TIGHT / TIGHT, 1), unit: "MB" });

  async function read() {
    ({ items } = await api.get(`${place}?${query()}`));
    draw();
  }

  function draw() {
    keep(at("files"), items, (one) => one.id, () => stamp("file-template"), (node, one, n) => {
      write(slot(node, "name"), one.name);
      slot(node, "name").href = `${place}/${one.id}?${query()}`;
      write(slot(node, "size"), sizeOf(one.size));
      write(slot(node, "remove-name"), fill(words.remove, { title: one.name }));
      write(slot(node, "up-name"), fill(words.up, { title: one.name }));
      show(slot(node, "up"), n > 0);
      slot(node, "up").onclick = () => rise(n).catch(page.fail);
      slot(node, "remove").onclick = () => remove(one).catch(page.fail);
    });
    set(at("files"), "data-count", String(items.length));
  }

  async function rise(n) {
    const order = items.map((one) => one.id);
    [order[n - 1], order[n]] = [order[n], order[n - 1]];
    await saver.beside((version) => api.send("PUT", `${place}/order`, { version, order, ...page.as }));
    await read();
  }

  async function remove(one) {
    await saver.beside((version) => api.send("DELETE", `${place}/${one.id}?${query({ version })}`));
    page.say(fill(words.files.removed, { name: one.name }));
    await read();
    at("file").focus();
  }

  function take(chosen) {
    for (const file of chosen) {
      const node = stamp("sending-template");
      node.dataset.key = String((last += 1));
      at("sending").append(node);
      slot(node, "close").onclick = () => node.remove();
      told(node, file, 0);
      queue = queue.then(() => send(file, node)).catch((error) => refused(node, file, error));
    }
  }

  function told(node, file, share) {
    write(slot(node, "text"), fill(words.files.sending, { name: file.name, percent: Math.round(100 * share) }));
    slot(node, "share").value = share;
  }

  async function send(file, node) {
    if (file.size > LARGEST) return refuse(node, file, words.problems["attachment-too-large"]);
    const form = new FormData();
    form.append("file", file, file.name);
    const stop = new AbortController();
    slot(node, "close").onclick = () => stop.abort();
    const options = { progress: (share) => told(node, file, share), signal: stop.signal };
    await saver.beside((version) => api.upload(`${place}?${query({ version })}`, form, options));
    node.remove();
    page.say(fill(words.files.sent, { name: file.name }));
    await read();
  }

  function refused(node, file, error) {
    if (error.name === "AbortError") return node.remove();
    refuse(node, file, words.problems[error.problem?.type] ?? explain(error, words));
  }

  function refuse(node, file, why) {
    node.classList.add("is-refused");
    write(slot(node, "text"), fill(words.files.refused, { name: file.name, why }));
    show(slot(node, "share"), false);
    slot(node, "close").onclick = () => node.remove();
  }

  const drop = at("drop");
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("is-over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("is-over");
    take(event.dataTransfer.files);
  });
  at("file").addEventListener("change", () => {
    take([...at("file").files]);
    at("file").value = "";
  });
  return { read, settled: () => queue };
}
