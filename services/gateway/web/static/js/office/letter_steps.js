// The steps of a letter from its page: what they need is asked, they are sent once, and who was
// faster is told. A step names the version that was seen.

import { set, show, write } from "../dom.js";
import { fill } from "../format.js";
import { explain } from "../console/api.js";
import { inDialog } from "./asking.js";
import { reasonOf, signing } from "./signing.js";

const UNVERSIONED = ["follow_up"]; // a recipient's own
const at = (id) => document.getElementById(id);

// steps(page, {read, refused}): `read` brings the letter anew, `refused(error)` says why not.
export function steps(page, { read, refused }) {
  const { api, words } = page;
  let busy = false;

  // One thing at a time: a second click while the first is under way is none.
  async function alone(task) {
    if (busy) return;
    busy = true;
    set(at("acts"), "aria-busy", "true");
    try {
      await task();
    } finally {
      busy = false;
      set(at("acts"), "aria-busy", "false");
    }
  }

  function take(letter, deed) {
    return alone(() => (deed.asks === null ? send(letter, deed) : ask(letter, deed)));
  }

  async function send(letter, deed) {
    try {
      await api.send("POST", deed.path, { version: letter.version, ...page.as });
    } catch (error) {
      return refused(error);
    }
    page.say(words.letter.done[deed.verb]);
    await read();
  }

  async function ask(letter, deed) {
    const seen = UNVERSIONED.includes(deed.verb) ? {} : { version: letter.version };
    const done = await inWords(deed.verb, letter.subject, deed.asks, (note, key) =>
      api.send("POST", deed.path, { ...seen, ...(note && { note }), ...page.as }, { key }));
    if (!done) return;
    page.say(words.letter.done[deed.verb]);
    await read();
  }

  function arrive(letter, one) {
    return alone(async () => {
      const path = `/v1/office/letters/${letter.id}/recipients/${one.place}/arrival`;
      const done = await inWords("arrive", one.name, false, (note, key) =>
        api.send("POST", path, { ...(note && { note }), ...page.as }, { key }));
      if (done) await read();
    });
  }

  // A note in a dialog that stays while it is refused, but for who was faster.
  async function inWords(verb, about, needed, sent) {
    const said = words.letter.asks[verb];
    const form = at("step-form");
    form.reset();
    write(at("step-title"), words.letter.verbs[verb]);
    write(at("step-about"), about ?? "");
    write(at("step-label"), said);
    write(at("step-yes"), words.letter.verbs[verb]);
    form.elements.note.required = needed;
    let late = null;
    const done = await inDialog(at("step"), form, {
      send: async (key) => {
        try {
          return (await sent(form.elements.note.value.trim(), key)) ?? true;
        } catch (error) {
          if (error.status !== 412) throw error;
          late = error;
          return null;
        }
      },
      tell: (error) => explain(error, words),
      alert: at("step-alert"),
    });
    if (late) await refused(late);
    return done;
  }

  function sign(letter) {
    return alone(async () => {
      try {
        const one = { letter: letter.id, version: letter.version, subject: letter.subject };
        const ended = await signing(page, [one], { began: () => under(true) });
        if (!ended) return;
        if (ended.letters[0].reason) page.say(reasonOf(ended, words.signing), "warn", true);
        else page.say(fill(words.signing.signed, { number: ended.letters[0].number ?? "" }));
        await read();
      } catch (error) {
        await refused(error);
      } finally {
        under(false);
      }
    });
  }

  function under(way) {
    show(at("acts"), !way);
    if (way) page.say(words.signing.underWay, "wait", true);
  }

  return { take, sign, arrive };
}
