// Pages that do not fit into the bar stand in a menu beside it; the one that is shown stays. On a
// narrow screen the bar is a strip of its own that is pushed aside by finger.

import { show } from "../dom.js";

const NARROW = matchMedia("(max-width: 62rem)");

export function folding() {
  const [nav, more, menu] = ["nav", "more", "more-menu"].map((id) => document.getElementById(id));
  const links = [...nav.querySelectorAll("a")];

  function fold() {
    nav.append(...links);
    for (const link of links) link.classList.remove("more-link");
    show(more, false);
    if (NARROW.matches) return;
    for (const link of links.toReversed()) {
      if (nav.scrollWidth <= nav.clientWidth) break;
      if (link.hasAttribute("aria-current")) continue;
      show(more, true);
      link.classList.add("more-link");
      menu.prepend(link);
    }
  }

  // A link that moves would lose the focus, so nothing moves while one of them has it.
  const again = () => !nav.contains(document.activeElement) && !menu.contains(document.activeElement) && fold();
  const watch = new ResizeObserver(again);
  // What stands beside the bar changes its room: a longer name of an election, of who is signed in.
  for (const one of [nav.parentElement, nav.previousElementSibling, nav.parentElement.lastElementChild]) watch.observe(one);
  document.fonts.ready.then(again);
  fold();
}
