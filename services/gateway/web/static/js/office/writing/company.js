// Who else has this draft open: each window says so every few seconds, and hears of the others.

import { newKey } from "../../console/api.js";

const EVERY = 8_000;
const PLACE = "kendali-window";

// company(page, id, tell): `tell({writers, version})` hears who else is here, and what is saved.
export function company(page, id, tell) {
  // A reload is the same window; a tab that was doubled has the other one's storage, and is not.
  const [how] = performance.getEntriesByType("navigation");
  const place = (how?.type === "reload" && sessionStorage.getItem(PLACE)) || newKey();
  sessionStorage.setItem(PLACE, place);
  const address = `/v1/office/letters/${id}/writers/${place}`;
  let timer = null;

  async function here() {
    clearTimeout(timer);
    try {
      tell(await page.api.send("PUT", address, { ...page.as }));
    } catch (error) {
      if ([403, 404, 409].includes(error.status)) return; // no draft any more: the next save says so
    }
    timer = setTimeout(here, EVERY);
  }

  addEventListener("pagehide", () => {
    clearTimeout(timer);
    page.api.send("PUT", address, { ...page.as, leaving: true }).catch(() => {});
  });
  addEventListener("pageshow", (event) => event.persisted && here());
  addEventListener("focus", () => here());
  return here();
}
