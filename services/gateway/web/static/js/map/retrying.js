// What could not be fetched (the service is away, or the network) is asked for again until it comes.

const AGAIN = 5_000;
const BROKEN = 500; // a status from which on it is not the asker's fault; 0: nothing was reached

export function isBroken(error) {
  return error?.status === 0 || error?.status >= BROKEN;
}

// `onChange(count)` hears how much is missing; `later` is setTimeout, or what stands for it.
export function retrying({ onChange = () => {}, later = setTimeout }) {
  const missing = new Map(); // key → whether it has been asked for again since it failed

  function set(key, asked) {
    missing.set(key, asked);
    onChange(missing.size);
  }

  function mended(key) {
    if (missing.delete(key)) onChange(missing.size);
  }

  return {
    // It failed: `again` asks for it once more, in a while.
    failed(key, again) {
      const waits = missing.get(key) === false;
      set(key, false);
      if (!waits) later(() => missing.has(key) && (set(key, true), again()), AGAIN);
    },
    mended,
    // All that was asked for has been answered: what did not fail again is there.
    settled(key) {
      if (missing.get(key)) mended(key);
    },
  };
}
