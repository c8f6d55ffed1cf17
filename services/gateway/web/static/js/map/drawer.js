// The drawer below the map and its tabs.

import { set, show } from "../dom.js";

export function drawer() {
  const at = (id) => document.getElementById(id);
  const tabs = () => [...at("drawer").querySelectorAll('[role="tab"]')].filter((one) => !one.closest("[hidden]"));

  function open(on) {
    show(at("drawer-body"), on);
    set(at("fold"), "aria-expanded", String(on));
  }

  function choose(tab) {
    open(true);
    for (const one of at("drawer").querySelectorAll('[role="tab"]')) {
      set(one, "aria-selected", String(one === tab));
      one.tabIndex = one === tab ? 0 : -1;
      show(at(one.getAttribute("aria-controls")), one === tab);
    }
  }

  at("fold").onclick = () => open(at("drawer-body").hidden);
  at("drawer").addEventListener("click", ({ target }) => {
    const tab = target.closest('[role="tab"]');
    if (tab) choose(tab);
  });
  at("drawer").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.target.getAttribute("role") !== "tab") return;
    const all = tabs();
    const next = all[(all.indexOf(event.target) + step + all.length) % all.length];
    next.focus();
    choose(next);
  });
  return { open, choose };
}
