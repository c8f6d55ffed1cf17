// One disposition in the whole tree of its letter; who receives it has read it by opening it.

import { set, write } from "../dom.js";
import { fill } from "../format.js";
import { TREE_TOPICS, dispositionTree } from "./disposition_tree.js";
import { office } from "./frame.js";
import { history } from "./history.js";
import { later } from "./listing.js";

const at = (id) => document.getElementById(id);
const id = at("disposition").dataset.disposition;
const ROOT = `/v1/office/dispositions/${encodeURIComponent(id)}`;
const PAGES = { incoming: "/office/incoming", letter: "/office/letters" };
let [one, tree] = [null, null];

const again = later(() => tree && read().catch(page.fail));
const page = await office({
  topics: TREE_TOPICS,
  onEvent: ({ topic, data }) => (topic === "snapshot" || data?.data?.letter === one?.about.id) && again(),
});
const { api, words } = page;
const as = () => new URLSearchParams(page.as);

// Another window of the same official may have been faster: then it is read as well.
function markRead(version) {
  return api.send("POST", `${ROOT}/reading`, { version, ...page.as }).catch((error) => {
    if (error.status !== 412) throw error;
  });
}

async function read() {
  one = await api.get(`${ROOT}?${as()}`);
  if (one.state === "sent" && one.receiver === page.acting?.position) {
    await markRead(one.version);
  }
  const { kind, id: letter } = one.about;
  if (tree) await tree.read();
  else tree = await dispositionTree(at("tree"), page, { kind, id: letter, current: id, changed: () => read().catch(page.fail) });
  const about = await api.get(`/v1/office/${kind === "incoming" ? "incoming" : "letters"}/${letter}?${as()}`);
  write(at("subject"), about.subject ?? words.sealed);
  write(at("head"), [fill(words.from, { title: one.giver_title }), about.sender, about.number].filter(Boolean).join(" · "));
  set(at("letter"), "href", `${PAGES[kind]}/${letter}`);
  set(at("sheet"), "href", `/v1/office/dispositions/sheet.pdf?${new URLSearchParams({ kind, letter, ...page.as })}`);
  await history(page, at("history"), `${ROOT}/history`);
}

await page.load(read);
page.face("live");
