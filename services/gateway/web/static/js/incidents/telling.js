// What calls an operator who looks elsewhere: a desktop notice and a sound for what is critical. Both are
// switched on by a button, and neither is heard before that.

import { set } from "../dom.js";
import { fill } from "../format.js";
import { stationName } from "./shown.js";

const [SOUND, NOTICES] = ["kendali-sound", "kendali-notices"];
const TONES = [880, 660, 880, 660]; // hertz
const TONE = 0.18; // seconds of each
const at = (id) => document.getElementById(id);

export function telling(room) {
  const { page, words } = room;
  let context = null;

  const isOn = (name) => localStorage.getItem(name) === "on";
  const keep = (name, on) => localStorage.setItem(name, on ? "on" : "off");

  function draw() {
    set(at("sound"), "aria-pressed", String(isOn(SOUND)));
    set(at("notices"), "aria-pressed", String(noticing()));
  }

  function noticing() {
    return isOn(NOTICES) && "Notification" in window && Notification.permission === "granted";
  }

  // A browser lets a page sound only after somebody touched it: this is called from a touch.
  function unlock() {
    if (!isOn(SOUND)) return;
    context ??= new AudioContext();
    context.resume();
  }

  function sound() {
    if (!isOn(SOUND) || context?.state !== "running") return;
    TONES.forEach((hertz, index) => {
      const [tone, volume, begins] = [context.createOscillator(), context.createGain(), context.currentTime + index * TONE];
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0.2, begins);
      volume.gain.exponentialRampToValueAtTime(0.001, begins + TONE);
      tone.connect(volume).connect(context.destination);
      tone.start(begins);
      tone.stop(begins + TONE);
    });
    at("sound").dataset.sounded = String(Number(at("sound").dataset.sounded ?? 0) + 1);
  }

  // An event of the stream: whether it calls for somebody.
  function hear(event) {
    const risen = event.what === "reported" || event.what === "rated" || event.what === "reopen";
    if (!risen || event.severity !== "critical") return;
    sound();
    if (!noticing()) return;
    const place = event.place || stationName(event.area, room.names, words);
    const title = fill(words.noticeTitle, { severity: words.severity[event.severity], headline: event.headline });
    const notice = new Notification(title, { body: fill(words.noticeText, { number: event.number, place }), tag: event.incident });
    notice.onclick = () => {
      window.focus();
      room.open(event.incident);
    };
  }

  async function askNotices() {
    if (noticing()) keep(NOTICES, false);
    else if ("Notification" in window && (await Notification.requestPermission()) === "granted") {
      keep(NOTICES, true);
      page.say(words.noticesOn);
    } else page.say(words.noticesDenied, "warn");
    draw();
  }

  function start() {
    at("sound").onclick = () => {
      keep(SOUND, !isOn(SOUND));
      unlock();
      page.say(isOn(SOUND) ? words.soundOn : words.soundOff);
      draw();
    };
    at("notices").onclick = () => askNotices().catch(page.fail);
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, unlock, { once: true });
    draw();
  }

  return { start, hear };
}
