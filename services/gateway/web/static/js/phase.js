// Which of the page's faces is shown: the live screen, or one card that says what is awaited.

import { show } from "./dom.js";
import { LINK } from "./stream.js";

const PATIENCE = 2; // failed attempts before "not answering" is said

// A wall that has figures keeps them, stale, whatever happens to the line. `shown`: a scene or an
// alarm is there without an election.
export function phaseOf(state, link, shown = false) {
  if (state.election || shown) return "live";
  if (link.state === LINK.signin || link.state === LINK.forbidden) return link.state;
  if (state.served || link.state === LINK.absent) return "empty";
  return link.attempt >= PATIENCE ? "failing" : "loading";
}

export function phases(wanted) {
  const cards = [...document.querySelectorAll("[data-phase]")];
  const [live, scenes] = ["live", "stage"].map((id) => document.getElementById(id));
  const asked = document.querySelector('[data-slot="wanted"]');
  return (phase, scene) => {
    document.body.dataset.showing = phase;
    for (const card of cards) show(card, card.dataset.phase === phase);
    show(live, phase === "live" && !scene);
    show(scenes, phase === "live" && Boolean(scene));
    document.body.classList.toggle("is-scene", Boolean(scene));
    show(asked, Boolean(wanted));
  };
}
