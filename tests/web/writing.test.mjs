// A draft: what is missing, how two writings differ, saving, what is kept, what is pasted.

import assert from "node:assert/strict";
import { test } from "node:test";

const AT = "../../services/gateway/web/static/js/office/writing";
const { answerTo, bodyOf, contentOf, differences, merged, missing } = await import(`${AT}/draft.js`);
const { saving } = await import(`${AT}/saving.js`);
const { forgetOld, kept } = await import(`${AT}/kept.js`);
const { cleaned } = await import(`${AT}/pasted.js`);
const { added, asRecipients, nearest } = await import(`${AT}/people.js`);
const { said } = await import(`${AT}/clash.js`);
const { hrefOf } = await import("../../services/gateway/web/static/js/office/references.js");

const LETTER = {
  id: "l", state: "draft", version: 3, kind: "undangan", subject: "Rapat", body: "<p>Hadir</p>", fields: { venue: "Aula" },
  to: [{ kind: "position", code: "LURAH", name: "Lurah", address: "" }, { kind: "external", code: null, name: "Balai", address: "Jl. A" }],
  signer: "WALI", classification: "600.1", ladder: ["SEKDA"],
};
const content = contentOf(LETTER);

test("what is written is sent as the API takes it", () => {
  const body = bodyOf({ ...content, fields: { venue: "Aula", time: " " }, copies: [{ kind: "name", name: "Arsip", address: "" }] });
  assert.deepEqual(body.to, [{ kind: "position", code: "LURAH", name: "Lurah" }, { kind: "external", name: "Balai", address: "Jl. A" }]);
  assert.deepEqual(body.copies, [{ kind: "name", name: "Arsip" }]);
  assert.deepEqual(body.fields, { venue: "Aula" });
  assert.equal(body.form, "own");
  assert.equal("version" in body, false);
});

test("what keeps a letter from being handed up is named with its place", () => {
  const fields = [{ name: "venue", required: true }, { name: "time", required: true }, { name: "note", required: false }];
  const empty = { ...content, to: [], body: "<p>&nbsp;</p>", ladder: null, form: "through" };
  const outlook = { ladder: null, block: [] };
  const found = missing(empty, fields, outlook).map((one) => one.field ?? one.part);
  assert.deepEqual(found, ["to", "time", "body", "ladder", "form"]);
  assert.deepEqual(missing(content, [], { ladder: [], block: ["WALI"] }), []);
});

test("of two writings each part says whose change it is", () => {
  const mine = { ...content, subject: "Rapat dinas", body: "<p>A</p>" };
  const theirs = { ...content, body: "<p>B</p>", urgency: "urgent" };
  assert.deepEqual(differences(content, mine, theirs), [
    { name: "subject", by: "mine" }, { name: "body", by: "both" }, { name: "urgency", by: "theirs" },
  ]);
  const chosen = merged(mine, theirs, { subject: "mine", body: "theirs", urgency: "theirs" });
  assert.deepEqual([chosen.subject, chosen.body, chosen.urgency], ["Rapat dinas", "<p>B</p>", "urgent"]);
});

// ---- saving

function world(answers) {
  const told = [];
  const timers = [];
  const sent = [];
  const saver = saving({
    version: 1,
    tell: (said) => told.push(said.state),
    wait: (does, time) => timers.push({ does, time }),
    clock: () => "10.42",
    async send(what, version, key) {
      sent.push({ what, version, key });
      const answer = answers.shift() ?? version + 1;
      if (typeof answer === "number") return answer;
      throw answer;
    },
  });
  const tick = async () => {
    for (const one of timers.splice(0)) one.does();
    await new Promise((go) => setImmediate(go));
  };
  return { saver, told, timers, sent, tick };
}

test("several changes are one save, and a change meanwhile is another one", async () => {
  const { saver, told, sent, tick } = world([]);
  saver.touch("a");
  saver.touch("ab");
  await tick();
  assert.deepEqual(sent.map((one) => [one.what, one.version]), [["ab", 1]]);
  saver.touch("abc");
  await tick();
  assert.deepEqual(sent.map((one) => [one.what, one.version]), [["ab", 1], ["abc", 2]]);
  assert.deepEqual(told, ["unsaved", "unsaved", "saving", "saved", "unsaved", "saving", "saved"]);
  assert.equal(saver.version(), 3);
});

test("while the line is down the same save is tried again, with the same key", async () => {
  const down = Object.assign(new Error("down"), { status: 0 });
  const { saver, told, timers, sent, tick } = world([down, down]);
  saver.touch("a");
  await tick();
  assert.deepEqual(timers.map((one) => one.time), [2000]);
  await tick();
  assert.deepEqual(timers.map((one) => one.time), [4000]);
  await tick();
  assert.deepEqual(told.slice(1), ["saving", "away", "saving", "away", "saving", "saved"]);
  assert.equal(new Set(sent.map((one) => one.key)).size, 1);
  assert.equal(saver.isDirty(), false);
});

test("nothing is sent over what somebody else saved until it is chosen", async () => {
  const changed = Object.assign(new Error("changed"), { status: 412 });
  const { saver, told, sent, tick } = world([changed]);
  saver.touch("a");
  await tick();
  saver.touch("ab");
  await tick();
  assert.equal(sent.length, 1);
  assert.equal(told.at(-1), "changed");
  assert.equal(await saver.now(), false);
  saver.resume(7, "both");
  await tick();
  assert.deepEqual([sent[1].what, sent[1].version], ["both", 7]);
});

for (const why of [{ status: 422 }, { status: 503, problem: { type: "no-office-key" } }]) {
  test(`what is refused waits for the next change: ${why.status}`, async () => {
    const { saver, told, timers, tick } = world([Object.assign(new Error("no"), why)]);
    saver.touch("a");
    await tick();
    assert.deepEqual([told.at(-1), timers.length], ["refused", 0]);
    assert.equal(await saver.now(), true); // the second answer takes it
  });
}

test("another step comes between two saves and takes their version along", async () => {
  const { saver, sent, tick } = world([]);
  saver.touch("a");
  const first = tick();
  const made = await saver.beside(async (version) => ({ version: version + 10 }));
  await first;
  assert.equal(made.version, 12);
  saver.touch("b");
  await tick();
  assert.equal(sent.at(-1).version, 12);
});

// ---- kept

function store() {
  const held = {};
  const hide = (name, value) => Object.defineProperty(held, name, { value, enumerable: false });
  hide("getItem", (name) => held[name] ?? null);
  hide("setItem", (name, value) => (held[name] = value));
  hide("removeItem", (name) => delete held[name]);
  return held;
}

test("what is not saved is kept, and nothing of a secret letter", () => {
  const held = store();
  const mine = kept(held, "l", () => 5);
  mine.put(content, 3, content);
  assert.deepEqual(mine.get(), { content, version: 3, base: content, at: 5 });
  mine.put({ ...content, security: "secret" }, 3, content);
  assert.equal(mine.get(), null);
  mine.put(content, 3, { ...content, security: "top_secret" });
  assert.deepEqual(Object.keys(held), []);
});

test("a store that is full or forbidden keeps nothing and stops nobody", () => {
  const broken = { getItem: fails, setItem: fails, removeItem: fails };
  const mine = kept(broken, "l");
  mine.put(content, 1, content);
  mine.forget();
  assert.equal(mine.get(), null);
});

function fails() {
  throw new Error("quota");
}

test("what nobody came back for is forgotten after a month", () => {
  const held = store();
  kept(held, "old", () => 0).put(content, 1, content);
  kept(held, "new", () => 3e9).put(content, 1, content);
  forgetOld(held, () => 3e9);
  assert.deepEqual(Object.keys(held), ["kendali-draft-new"]);
});

// ---- pasted

test("lists of Word become lists, its styles marks, and nothing else of it stays", () => {
  const item = (level, marker, said) =>
    `<p class=MsoListParagraph style='text-indent:-18pt;mso-list:l0 level${level} lfo1'><![if !supportLists]><span style='mso-list:Ignore'>${marker}<span>&nbsp;&nbsp; </span></span><![endif]>${said}<o:p></o:p></p>`;
  const html = `<html><head><style>p{color:red}</style></head><body><!--StartFragment--><p class=MsoNormal style="font-size:12pt"><b>Isi</b> <span style='font-weight:bold;color:red'>tebal</span></p>
${item(1, "1.", "Satu")}
${item(2, "·", "Anak")}
${item(1, "2.", "Dua")}<!--EndFragment--></body></html>`;
  const said = cleaned(html).replace(/\n/g, "");
  assert.equal(said, '<p><b>Isi</b> <span data-marks="strong">tebal</span></p><ol><li><p>Satu</p><ul><li><p>Anak</p></li></ul></li><li><p>Dua</p></li></ol>');
});

test("no script, address, handler or style comes through", () => {
  const said = cleaned('<p onclick="x()" style="color:red">a<script>x()</script><a href="javascript:x()">b</a><img src="x" onerror="y"></p>');
  assert.equal(said, "<p>a<a>b</a><img></p>");
});

test("a document of a browser is not all bold", () => {
  assert.equal(cleaned('<b style="font-weight:normal;" id="docs-x"><p>a</p></b>'), "<span><p>a</p></b>");
});

test("cells that span stay", () => {
  assert.equal(cleaned('<td width=10 colspan=2 rowspan="3">x</td>'), '<td colspan="2" rowspan="3">x</td>');
});

// ---- people, and parts as words

test("titles that begin with what is looked for come first", () => {
  const found = ["Arsiparis Kecamatan", "Sekretaris Camat", "Camat Malo", "Lurah"].map((title) => ({ title }));
  assert.deepEqual(nearest(found, "camat").map((one) => one.title), ["Camat Malo", "Arsiparis Kecamatan", "Sekretaris Camat", "Lurah"]);
  assert.equal(nearest(found, ""), found);
});

test("nobody is added twice, and a group stands for its members", () => {
  const camat = { kind: "position", code: "C", name: "Camat", address: "" };
  const group = { key: "g", group: { name: "Semua", members: [camat, { kind: "external", code: null, name: "Balai", address: "" }] } };
  const list = added([camat], asRecipients(group));
  assert.deepEqual(list.map((one) => one.name), ["Camat", "Balai"]);
  assert.deepEqual(added(list, asRecipients({ kind: "external", name: "Balai" })), list);
  assert.deepEqual(asRecipients({ kind: "position", code: "C", title: "Camat" }), [camat]);
});

test("a part is read as words beside the other one's", () => {
  const words = { clash: { empty: "(kosong)" }, usual: "usual", nobody: "nobody", securities: { secret: "Rahasia" } };
  const known = { titleOf: (code) => `Title ${code}` };
  assert.equal(said("body", "<p>A &amp; B</p><ol><li><p>C<br>D</p></li></ol>", words, known), "A & B\nC\nD");
  assert.equal(said("ladder", null, words, known), "usual");
  assert.equal(said("ladder", [], words, known), "nobody");
  assert.equal(said("signer", "WALI", words, known), "Title WALI");
  assert.equal(said("subject", "", words, known), "(kosong)");
  assert.equal(said("security", "secret", words, known), "Rahasia");
});

test("a reference leads where a page shows the thing, and nowhere else", () => {
  assert.equal(hrefOf({ kind: "incoming", id: "a/b" }), "/office/incoming/a%2Fb");
  assert.equal(hrefOf({ kind: "incident", id: "x" }), null);
});

test("an answer to a registered letter goes to its sender, about it, no less secret", () => {
  const words = { begins: { answerOf: "Balasan: {subject}" } };
  const letter = { id: "7", subject: "Permohonan air", number: "B-9", sender: "Warga", classification: "600", security: "limited" };
  const made = answerTo(letter, words);
  assert.deepEqual([made.subject, made.classification, made.security], ["Balasan: Permohonan air", "600", "limited"]);
  assert.deepEqual(made.to, [{ kind: "external", name: "Warga" }]);
  assert.deepEqual(made.references, [{ kind: "incoming", id: "7", title: "B-9 · Warga · Permohonan air", answers: true }]);
  const sealed = answerTo({ ...letter, subject: null, number: null, sender: null }, words);
  assert.deepEqual([sealed.to, sealed.references[0].title], [[], ""]);
});
