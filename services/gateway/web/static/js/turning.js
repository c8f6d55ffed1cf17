// A list that is longer than its panel: a wall has nobody who scrolls it, so it turns its pages by
// itself, unless somebody points at it or has the focus in it.

const TURN = 10_000;

// pageAfter({top, height, whole, head, row}): where the next page begins, in whole rows below the
// head, which stays; 0 after the last page.
export function pageAfter({ top, height, whole, head, row }) {
  if (top + height >= whole - 1) return 0;
  const rows = Math.max(1, Math.floor((height - head) / row));
  return Math.min(top + rows * row, whole - height);
}

// Gives what ends it.
export function turning(box) {
  const timer = setInterval(() => {
    const [head, row] = ["thead", "tbody tr"].map((part) => box.querySelector(part)?.getBoundingClientRect().height);
    if (!row || box.scrollHeight <= box.clientHeight || box.matches(":hover, :focus-within")) return;
    const { scrollTop: top, clientHeight: height, scrollHeight: whole } = box;
    box.scrollTop = pageAfter({ top, height, whole, row, head });
  }, TURN);
  return () => clearInterval(timer);
}
