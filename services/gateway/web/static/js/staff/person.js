// One applicant whole: what is asked of him, the party check, his objections and their decision,
// and the erasure that he may ask for.

import { asked } from "../console/dialog.js";
import { explain } from "../console/api.js";
import { keep, set, show, slot, stamp, write } from "../dom.js";
import { fill } from "../format.js";
import { api, fields, fmt, page, part, root, translated, words } from "./desk.js";
import { OBJECTION_FACES } from "./reading.js";

const dialog = part("person");
let [one, changed] = [null, null];

// `after` reads again what the change has changed.
export function openPerson(applicant, after) {
  changed = after;
  draw(applicant);
  dialog.showModal();
}

function draw(applicant) {
  one = applicant;
  const tail = one.nik_tail ? ` …${one.nik_tail}` : "";
  write(part("person-name"), `${one.name ?? words.erased}${tail}`);
  write(part("person-place"), `${one.body.toUpperCase()} ${one.area} · ${words.states[one.state]}`);
  keep(part("person-facts"), facts(), (each) => each[0], () => stamp("fact"), (row, [name, value]) => {
    write(slot(row, "name"), name);
    write(slot(row, "value"), value);
  });
  keep(part("objections"), one.objections, (each) => each.id, () => stamp("objection-row"), drawObjection);
  show(part("objections-none"), one.objections.length === 0);
  show(part("object"), one.party === "registered" && one.name !== null);
  show(part("judge"), one.objections.some((each) => each.state === "filed"));
  show(part("person-wrong"), false);
  if (part("person-erase")) show(part("person-erase"), one.name !== null);
}

function facts() {
  const outcomes = Object.entries(one.requirements);
  return [
    ...(one.birth_date ? [[words.born, fmt.day(one.birth_date)]] : []),
    [words.checked, `${words.party[one.party]}, ${fmt.moment(one.party_checked_at)}`],
    ...outcomes.map(([name, outcome]) => [words.requirements[name], words.outcomes[outcome]]),
    ...(one.reason ? [[words.reason, one.reason]] : []),
  ];
}

function drawObjection(item, each) {
  set(slot(item, "state"), "class", `badge ${OBJECTION_FACES[each.state]}`);
  write(slot(item, "state"), words.objections[each.state]);
  write(slot(item, "when"), fmt.moment(each.filed_at));
  write(slot(item, "note"), each.note);
  const decided = each.decided_at && { time: fmt.moment(each.decided_at), reason: each.decision };
  write(slot(item, "decision"), decided ? fill(words.judged, decided) : "");
}

// Do it, then show the applicant as he is now; what fails is said in the dialog, before the page.
async function act(task, said) {
  try {
    await task();
    draw(await api.get(`${root}/applicants/${one.id}`));
    page.say(said);
    await changed();
    return true;
  } catch (error) {
    write(part("person-wrong").lastElementChild, explain(translated(error), words));
    show(part("person-wrong"), true);
    return false;
  }
}

part("person-close").onclick = () => dialog.close();
dialog.onclose = () => changed?.().catch(page.fail);

part("object").onsubmit = async (event) => {
  event.preventDefault();
  const form = event.target;
  const path = `${root}/applicants/${one.id}/objections`;
  if (await act(() => api.send("POST", path, fields(form)), words.filed)) form.reset();
};

part("judge").onsubmit = async (event) => {
  event.preventDefault();
  const form = event.target;
  const { id } = one.objections.find((each) => each.state === "filed");
  const uphold = event.submitter.value === "uphold";
  const body = { uphold, ...fields(form) };
  const said = words.objections[uphold ? "upheld" : "rejected"];
  if (await act(() => api.send("POST", `${root}/objections/${id}/decision`, body), said)) form.reset();
};

// Ask before something is erased; `kind` is person or round. Gives whether to go on.
export async function sure(title, kind) {
  write(part("erase-title"), title);
  for (const item of part("erase").querySelectorAll("[data-for]")) show(item, item.dataset.for === kind);
  return (await asked(part("erase"))) !== null;
}

if (part("person-erase")) {
  part("person-erase").onclick = async () => {
    if (!(await sure(fill(words.eraseWho, { name: one.name }), "person"))) return;
    await act(() => api.send("POST", `${root}/applicants/${one.id}/erasure`), words.personErased);
  };
}
