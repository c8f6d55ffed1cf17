// Lists of files that are handed over or destroyed, with what one may decide on them.

import { keep, show, slot, stamp, write } from "../dom.js";
import { explain } from "../console/api.js";
import { listActs } from "./archive_rows.js";
import { inDialog } from "./asking.js";

const LISTS = "/v1/office/archive/lists";
const at = (id) => document.getElementById(id);

// `changed` is called once something was decided.
export function lists(page, changed) {
  const { words, fmt } = page;

  async function read() {
    const { items } = await page.api.get(`${LISTS}?${new URLSearchParams({ ...page.as, limit: 50 })}`);
    show(at("lists"), items.length > 0);
    keep(at("list-rows"), items, (one) => one.id, () => stamp("list-template"), draw);
  }

  function draw(node, one) {
    write(slot(node, "kind"), `${words.kinds[one.kind]}, ${fmt.counted(words.files, one.files)}`);
    write(slot(node, "unit"), one.unit_name);
    write(slot(node, "state"), one.note ? `${words.listStates[one.state]}: ${one.note}` : words.listStates[one.state]);
    write(slot(node, "made"), fmt.moment(one.made_at));
    slot(node, "sheet").href = `${LISTS}/${one.id}/sheet.pdf?${new URLSearchParams(page.as)}`;
    const may = listActs(one, page.acting);
    for (const button of node.querySelectorAll("[data-act]")) {
      show(button, may.includes(button.dataset.act));
      button.onclick = () => decide(one, button.dataset.act).catch(page.fail);
    }
  }

  async function decide(one, act) {
    const send = (key, more = {}) => page.api.send("POST", `${LISTS}/${one.id}/${act}`, { version: one.version, ...more, ...page.as }, { key });
    const done = await ({ refusal: () => asked("refusing", send), "carrying-out": () => asked("destroying", send) }[act] ?? (() => send()))();
    if (!done) return;
    await changed();
    page.say(words.decided);
  }

  function asked(id, send) {
    const form = at(`${id}-form`);
    form.reset();
    const said = () => Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
    const tell = (error) => explain(error, words);
    return inDialog(at(id), form, { send: (key) => send(key, said()), tell, alert: form.querySelector("[role=alert]") });
  }

  return { read };
}
