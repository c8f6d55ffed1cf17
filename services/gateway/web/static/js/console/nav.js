// The bar's groups are menus that open without this; with it one is open at a time, and Escape or a
// click elsewhere closes it.

export function menus() {
  const groups = [...document.querySelectorAll("#nav details")];
  const close = (but) => {
    for (const one of groups) if (one !== but) one.open = false;
  };

  for (const one of groups) {
    one.addEventListener("toggle", () => one.open && close(one));
    one.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !one.open) return;
      event.stopPropagation(); // it closes the menu, and nothing below
      one.open = false;
      one.firstElementChild.focus();
    });
  }
  document.addEventListener("pointerdown", ({ target }) => close(target.closest("#nav details")));
}
