// What waits for the position that one acts as: beside the links at the side, kept as things
// happen. A counter that can't be read keeps its old figure; the next event asks again.

import { write } from "../dom.js";

const TOPICS = [
  "letter_submitted", "letter_initialled", "letter_sent_back", "letter_refused", "letter_cancelled",
  "letter_signed", "letter_signing_failed", "letter_voided", "letter_sent", "letter_received",
  "letter_read", "letter_followed_up", "incoming_registered", "incoming_forwarded",
  "incoming_changed", "disposition_given", "disposition_cancelled", "disposition_read",
  "disposition_started", "disposition_passed_on", "disposition_reported", "disposition_given_back",
  "disposition_done", "disposition_overdue",
];
export const COUNTED = TOPICS.map((one) => `eoffice.${one}`);
const PAUSE = 400; // a letter to forty recipients tells forty times: the page asks once

// counting(page, told): `told` gets the counters each time they were read. Give it events by `hear`.
export function counting({ api, fmt, as }, told) {
  const path = `/v1/office/counters${as.as ? `?as=${encodeURIComponent(as.as)}` : ""}`;
  let timer = null;

  async function read() {
    const counters = await api.get(path);
    beside(counters, fmt);
    told(counters);
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(() => read().catch(() => {}), PAUSE);
  }

  return {
    read,
    soon,
    hear: ({ topic }) => (topic === "snapshot" || COUNTED.includes(topic)) && soon(),
  };
}

function beside(counters, fmt) {
  for (const place of document.querySelectorAll("[data-count]")) {
    const n = counters[place.dataset.count];
    write(place, n ? fmt.count(n) : "");
  }
}
