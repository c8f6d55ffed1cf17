// Touches that meet a dead line: kept in this browser, and sent again by the key of the first time,
// so that what arrived after all is done once.

const STORE = "kendali-kept-answers";
const AGAIN = 4_000;
const AWAY = [0, 502, 503, 504];

// `send(method, path, body, {key})` is the API's; `changed(n)` hears how many are kept, `arrived`
// that they were sent, `failed(error)` why one was refused.
export function keeper({ owner, send, newKey, storage, changed, arrived, failed }) {
  const store = `${STORE}-${owner}`;
  let busy = false;

  const read = () => JSON.parse(storage.getItem(store) ?? "[]");
  function write(kept) {
    if (kept.length) storage.setItem(store, JSON.stringify(kept));
    else storage.removeItem(store);
    changed(kept.length);
  }

  // Returns the answer, or null where it is kept for later: behind what is kept already, so that
  // nothing overtakes.
  async function act(path, body) {
    const one = { key: newKey(), path, body };
    await flush();
    if (read().length) {
      write([...read(), one]);
      return null;
    }
    try {
      return await send("POST", path, body, { key: one.key });
    } catch (error) {
      if (!AWAY.includes(error.status)) throw error;
      write([...read(), one]);
      return null;
    }
  }

  // Send what is kept, the first one first, until the line is dead again.
  async function flush() {
    if (busy) return;
    busy = true;
    let sent = 0;
    try {
      for (let kept = read(); kept.length; kept = read()) {
        const [one] = kept;
        try {
          await send("POST", one.path, one.body, { key: one.key });
          sent += 1;
        } catch (error) {
          if (AWAY.includes(error.status)) break;
          failed(error);
        }
        write(read().filter(({ key }) => key !== one.key));
      }
    } finally {
      busy = false;
    }
    if (sent) arrived();
  }

  function start() {
    changed(read().length);
    addEventListener("online", flush);
    setInterval(() => read().length && flush(), AGAIN);
    flush();
  }

  return { act, flush, start };
}
