// Groups of recipients of one's unit: what there are, a new one of this letter's recipients, gone.

import { keep, show, slot, stamp, write } from "../../dom.js";
import { fill } from "../../format.js";
import { explain, newKey } from "../../console/api.js";
import { recipientOf } from "./draft.js";

const SHOWN = 4;
const at = (id) => document.getElementById(id);

export function groups(page, draft, known) {
  const { api, words } = page;
  const [dialog, form] = [at("groups"), at("groups-form")];
  let key = newKey();

  const namesOf = (members) => fill(words.groups.members, {
    n: members.length,
    names: members.slice(0, SHOWN).map((one) => one.name).join(", ") + (members.length > SHOWN ? ", …" : ""),
  });

  async function draw() {
    const items = await known.groups();
    show(at("groups-none"), items.length === 0);
    keep(at("group-list"), items, (one) => one.id, () => stamp("group-template"), (node, one) => {
      write(slot(node, "name"), one.name);
      write(slot(node, "members"), namesOf(one.members));
      write(slot(node, "which"), ` ${one.name}`);
      slot(node, "delete").onclick = () => remove(one).catch(tell);
    });
    const { to } = draft.content;
    write(at("groups-members"), namesOf(to));
    at("groups-save").disabled = to.length === 0;
  }

  async function changed(said) {
    known.forgetGroups();
    key = newKey();
    page.say(said);
    await draw();
  }

  async function remove(one) {
    if (!confirm(fill(words.groups.sure, { name: one.name }))) return;
    await api.send("DELETE", `/v1/office/recipient-groups/${one.id}?${new URLSearchParams(page.as)}`);
    await changed(fill(words.groups.deleted, { name: one.name }));
  }

  async function save() {
    const name = form.elements.name.value.trim();
    const members = draft.content.to.map(recipientOf);
    await api.send("POST", "/v1/office/recipient-groups", { name, members, ...page.as }, { key });
    form.reset();
    await changed(fill(words.groups.saved, { name }));
  }

  function tell(error) {
    write(at("groups-alert").querySelector("span"), explain(error, words));
    show(at("groups-alert"), true);
  }

  form.addEventListener("input", () => {
    key = newKey();
    show(at("groups-alert"), false);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "cancel") return;
    event.preventDefault();
    show(at("groups-alert"), false);
    save().catch(tell);
  });
  at("groups-open").addEventListener("click", () => {
    form.reset();
    show(at("groups-alert"), false);
    draw().then(() => dialog.showModal()).catch(page.fail);
  });
}
