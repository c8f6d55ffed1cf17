// The photos of a form's pages: what was taken, how it turned out, and what became of it.

import { addPhoto } from "./actions.js";
import { icon, make, says } from "./build.js";
import { preview } from "./photos.js";
import { fill, words } from "./words.js";

const PAGES = 3;
const STATES = { accepted: "ok", refused: "crit", waiting: "wait" };

export function gallery(contest, pages = PAGES) {
  const trouble = make("div", { role: "alert" });
  const tiles = Array.from({ length: pages }, (_, place) => tile(contest, place + 1, trouble));
  const list = make("ul", { "class": "pages" }, tiles.map((one) => one.node));
  const heading = make("h2", {}, make("span", {}, icon("cam")), words.photoTitle);
  const made = {
    node: make("section", { id: "part-photos" }, heading, list, trouble),
    whole: false,
    update(photos) {
      tiles.forEach((one) => one.update(photos.filter((photo) => photo.page === one.page).sort((a, b) => b.order - a.order)[0] ?? null));
      made.whole = tiles.every((one) => one.photo);
    },
  };
  return made;
}

function tile(contest, page, trouble) {
  const name = fill(words.page, { n: page });
  const take = (event) => taken(event.target, contest, one, trouble);
  const input = make("input", { type: "file", accept: "image/*", capture: "environment", "class": "vh", "aria-label": `${words.takePhoto} ${name}`, on: { change: take } });
  const face = make("span", { "class": "pg-face" }, icon("cam"), name);
  const note = make("span", { "class": "pg-t muted" }, words.noPhoto);
  const one = {
    page,
    photo: null,
    node: make("li", {}, make("label", { "class": "pg-add" }, input, face), note),
    async update(photo) {
      const [before, state] = [one.photo, photo && `${photo.id}/${photo.state}`];
      if ((before && `${before.id}/${before.state}`) === state) return;
      one.photo = photo;
      one.node.classList.toggle("has-photo", Boolean(photo));
      note.replaceChildren(...(photo ? described(photo, name) : [words.noPhoto]));
      note.className = photo ? "pg-t" : "pg-t muted";
      if (photo?.id !== before?.id) face.replaceChildren(...(await shown(photo, name)));
    },
  };
  return one;
}

async function shown(photo, name) {
  const picture = photo && (await preview(photo.blob, name));
  return picture ? [picture] : [icon("cam"), name];
}

function described(photo, name) {
  const looks = { true: words.sharp, false: words.blurred }[photo.sharp] ?? "";
  if (photo.state === "waiting" && photo.sharp === false) return [icon("warn", "warn"), `${name}, ${looks}`];
  const sent = photo.answer?.signed_by ? words.photoSigned : words.photoSent;
  const text = { accepted: sent, refused: words.photoRefused }[photo.state] ?? looks;
  const sign = photo.state === "waiting" && photo.sharp ? "ok" : STATES[photo.state];
  return [icon(sign, sign === "wait" ? "" : sign), text ? `${name}, ${text}` : name];
}

async function taken(input, contest, one, trouble) {
  const [file] = input.files;
  if (!file) return;
  try {
    await addPhoto(contest.id, one.page, file, one.photo);
    trouble.replaceChildren();
  } catch (error) {
    trouble.replaceChildren(says("warn", "", words.photoTrouble[error.message] ?? words.photoTrouble.unreadable));
  }
  input.value = "";
}
