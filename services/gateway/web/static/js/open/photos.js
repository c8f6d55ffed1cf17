// Photos of a report that was received: one after the other, each kept for another try until it went.

import { newKey } from "../console/api.js";
import { fill } from "../format.js";
import { explain, send, words } from "./asking.js";

export const MOST = 3;
const LARGEST = 10 * 1024 * 1024;

export function photos(line, again) {
  let [path, waiting, gone] = ["", [], 0];

  again.addEventListener("click", go);

  async function go() {
    again.hidden = true;
    try {
      while (waiting.length > 0) {
        say("sending", fill(words.sendingPhoto, { n: gone + 1, of: gone + waiting.length }));
        await send(path, waiting[0].file, waiting[0].key);
        waiting.shift();
        gone += 1;
      }
      say("sent", fill(words.photosSent, { n: gone }));
    } catch (error) {
      say("failed", explain(error));
      again.hidden = false;
    }
  }

  function say(state, text) {
    [line.dataset.photos, line.textContent] = [state, text];
  }

  return {
    start: (to, files) => {
      [path, gone, waiting] = [to, 0, files.map((file) => ({ file, key: newKey() }))];
      again.hidden = true;
      return files.length ? go() : say("none", "");
    },
  };
}

// What is wrong with the files that were chosen; "" for nothing.
export function wrong(files) {
  if (files.length > MOST) return words.tooManyPhotos;
  return files.some(({ size }) => size > LARGEST) ? words.photoTooLarge : "";
}
