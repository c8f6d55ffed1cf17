// The incident that the page was opened for, `?incident=<id>`: told of from what is known.

import { Problem } from "../console/api.js";

const $ = (id) => document.getElementById(id);

export async function ofIncident(page, write, warn) {
  const wanted = new URLSearchParams(location.search).get("incident");
  if (!wanted) return;
  let one;
  try {
    one = await page.api.get(`/v1/incidents/${encodeURIComponent(wanted)}`);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return page.say(page.explain(error), "warn", true);
  }
  $("of-incident-name").textContent = `${one.number} ${one.headline}`;
  $("of-incident-name").href = `/console/incidents?incident=${one.id}`;
  $("of-incident-write").addEventListener("click", () => write(said(one)));
  $("of-incident-warn").addEventListener("click", () => warn(one));
  $("of-incident").hidden = false;
}

function said({ headline, text, severity, exercise, place }) {
  const areas = place.area ? [place.area.slice(0, 10)] : [];
  return { subject: headline, text: (text || headline).slice(0, 1500), severity, exercise, areas };
}
