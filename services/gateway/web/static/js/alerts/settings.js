// Rules, chains and silences: listed, changed over the version that was seen, tried before.

import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { explain, newKey } from "../console/api.js";
import { asked } from "../console/dialog.js";
import { chainSaid, targetsSaid } from "./drawing.js";
import { chainForm, ruleForm } from "./forms.js";
import { drawPreview } from "./preview.js";

const PATHS = { rules: "/v1/routing-rules", chains: "/v1/escalation-chains", silences: "/v1/silences" };
const HOUR = 3_600_000;
const WORST = "critical";
const UNITS = [[3600, "hours"], [60, "minutes"], [1, "seconds"]];
const at = (id) => document.getElementById(id);

export function settings({ page, refresh }) {
  const { api, words, fmt } = page;
  const known = { rules: [], chains: [], silences: [] };
  const sets = words.sets;
  const saying = { rules: ruleSaid, chains: (one) => chainSaid(one, words, fmt), silences: silenceSaid };

  async function open(name) {
    const names = name === "rules" ? ["rules", "chains"] : [name];
    for (const one of names) known[one] = (await api.get(PATHS[one])).items;
    draw(name);
    set(at(`view-${name}`), "data-state", "ready");
  }

  function draw(name) {
    keep(at(name), known[name], (one) => one.code ?? one.id, () => stamp("setting"), (node, one) => {
      show(slot(node, "order"), name === "rules");
      write(slot(node, "order"), String(one.order ?? ""));
      write(slot(node, "name"), one.name ?? one.why);
      write(slot(node, "code"), one.code ?? "");
      const version = one.version === 0 ? words.default : fill(words.version, { n: one.version });
      write(slot(node, "version"), name === "silences" ? "" : version);
      write(slot(node, "says"), saying[name](one));
      show(slot(node, "edit"), sets && name !== "silences");
      show(slot(node, "remove"), sets || name === "silences");
      slot(node, "edit").onclick = () => edit(name, one).catch(page.fail);
      slot(node, "remove").onclick = () => remove(name, one).catch(page.fail);
    });
    if (name === "silences") show(at("silences-none"), known.silences.length === 0);
  }

  function ruleSaid(one) {
    const match = one.match ?? {};
    const parts = [match.topic, match.severity && severitySaid(match.severity)];
    parts.push(match.area, match.hours?.join("–"));
    const taken = parts.filter(Boolean).join(", ") || words.rule.all;
    const told = [targetsSaid(one.targets ?? [], words), ...(one.channels ?? [])];
    if (one.group?.wait_seconds) told.push(fill(words.rule.waits, { span: spanSaid(one.group.wait_seconds) }));
    if (one.chain) told.push(fill(words.rule.chain, { chain: one.chain }));
    if (one.wall) told.push(words.rule.wall);
    if (one.public) told.push(words.rule.public);
    if (one.pass_to?.length) told.push(fill(words.rule.passes, { rules: one.pass_to.join(", ") }));
    if (one.stop) told.push(words.rule.stops);
    return `${taken} → ${told.filter(Boolean).join("; ")}`;
  }

  // Nothing is worse than the worst.
  function severitySaid(severity) {
    const name = words.severities[severity];
    return severity === WORST ? name : fill(words.rule.worse, { severity: name });
  }

  // "1 jam", "90 detik": in the largest unit that says it whole.
  function spanSaid(seconds) {
    const [size, forms] = UNITS.find(([each]) => seconds % each === 0);
    return fmt.counted(words[forms], seconds / size);
  }

  function silenceSaid(one) {
    const { topic, area, most, key } = one.match;
    const what = [topic, area, most && `≤ ${words.severities[most]}`, key].filter(Boolean).join(", ");
    return `${what}: ${fill(words.until, { when: fmt.moment(one.ends), who: one.who })}`;
  }

  // ---- changing

  async function edit(name, one = null) {
    const form = name === "rules" ? ruleForm : chainForm;
    await form({ page, one, chains: known.chains, save: (body) => save(name, one, body) });
  }

  async function save(name, one, body) {
    const { code, ...rest } = body;
    if (one) await api.send("PUT", `${PATHS[name]}/${one.code}`, { ...rest, version: one.version });
    else await api.send("POST", PATHS[name], body);
    page.say(fill(words.saved, { name: body.name }));
    await open(name);
  }

  async function remove(name, one) {
    if (!(await sure(name, one))) return;
    const key = newKey();
    if (name === "silences") await api.send("DELETE", `${PATHS[name]}/${one.id}`, undefined, { key });
    else await api.send("DELETE", `${PATHS[name]}/${one.code}?version=${one.version}`, undefined, { key });
    page.say(fill(words.removed, { name: one.name ?? one.why }));
    await open(name);
    refresh();
  }

  // Ask before one goes, with what it does and what its end brings.
  function sure(name, one) {
    const dialog = at("sure-dialog");
    write(slot(dialog, "title"), fill(words.sure[name].title, { name: one.name ?? one.why }));
    write(slot(dialog, "says"), saying[name](one));
    write(slot(dialog, "note"), words.sure[name].note);
    return asked(dialog);
  }

  // Have nobody told of what is like this alert, or of what is typed.
  async function silence(alert = null) {
    const dialog = at("silence-dialog");
    const form = dialog.querySelector("form").elements;
    [form.topic.value, form.area.value] = [alert?.topic ?? "", alert?.area ?? ""];
    form.most.value = alert?.severity ?? "major";
    const fields = await asked(dialog);
    if (!fields) return;
    const match = { topic: fields.topic, most: fields.most, ...(fields.area && { area: fields.area }) };
    const ends = new Date(Date.now() + Number(fields.hours) * HOUR).toISOString();
    try {
      await api.send("POST", PATHS.silences, { match, ends, why: fields.why });
      page.say(fill(words.saved, { name: fields.why }));
    } catch (error) {
      page.fail(error);
    }
    await open("silences");
    refresh();
  }

  // ---- trying

  at("preview").addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.target));
    const body = { topic: fields.topic, severity: fields.severity, area: fields.area, exercise: fields.exercise === "on" };
    if (fields.at) body.at = new Date(fields.at).toISOString();
    const list = at("previewed");
    api
      .send("POST", `${PATHS.rules}/preview`, body)
      .then((found) => {
        drawPreview(list, found, words, fmt);
        set(list, "data-state", "ready");
      })
      .catch((error) => page.say(explain(error, words), "warn", true));
  });

  for (const button of document.querySelectorAll("[data-new]")) {
    const kind = button.dataset.new;
    const begin = kind === "silence" ? () => silence() : () => edit(`${kind}s`);
    button.addEventListener("click", () => begin().catch(page.fail));
  }

  return { open, silence };
}
