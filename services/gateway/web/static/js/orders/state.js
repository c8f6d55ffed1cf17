// What a page shows of orders, as pure functions.

const WAITS = ["sent", "delivered", "read"];
const OVER = ["done", "cannot"];

export const isOpen = ({ state }) => state === "open" || state === "overdue";
export const waits = ({ state }) => WAITS.includes(state);
export const isOver = ({ state }) => OVER.includes(state);

// The receivers of an order for whom the reader answers, those in front who are not over.
export function mine(order) {
  const those = order.receivers.filter((one) => order.mine.includes(one.id));
  return those.sort((a, b) => isOver(a) - isOver(b));
}

// Whether the reader has an open order that has not been told as read.
export function unread(order) {
  return isOpen(order) && mine(order).some(({ state }) => state === "sent" || state === "delivered");
}

// What the reader may do next with an order: {take, done, cannot, remind, cancel}.
export function deeds(order) {
  const open = isOpen(order);
  const [first] = mine(order);
  const answers = open && first !== undefined && !isOver(first);
  return {
    take: answers && waits(first),
    done: answers,
    cannot: answers,
    remind: open && order.manages,
    cancel: open && order.cancels,
    receiver: first?.id ?? null,
  };
}

// An order's own lists on a phone: to answer, in hand, given.
export function sorted(orders) {
  const open = orders.filter(isOpen);
  const answers = (one) => mine(one).some((each) => !isOver(each));
  const takes = (one) => mine(one).some(waits);
  return {
    todo: open.filter((one) => answers(one) && takes(one)),
    doing: open.filter((one) => answers(one) && !takes(one)),
    given: open.filter((one) => one.manages && !answers(one)),
  };
}

// When something is due that is chosen as minutes from now, or as a day and hour of this device.
export function deadline(minutes, own, now) {
  const at = minutes === "own" ? Date.parse(own) : now + Number(minutes) * 60_000;
  return Number.isFinite(at) ? new Date(at).toISOString() : null;
}

// The icon and badge of a state.
export function mark(state) {
  return {
    open: ["wait", ""],
    overdue: ["crit", "badge-crit"],
    not_done: ["warn", "badge-warn"],
    cancelled: ["x", ""],
    sent: ["wait", "badge-warn"],
    delivered: ["wait", "badge-warn"],
    read: ["eye", "badge-warn"],
    acknowledged: ["check", "badge-info"],
    done: ["ok", "badge-ok"],
    cannot: ["x", "badge-crit"],
  }[state];
}
