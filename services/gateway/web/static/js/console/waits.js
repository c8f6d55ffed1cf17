// What waits, by the ids of the front page's tiles (services/gateway/web/front.py): what is asked of
// which address, what of the stream makes it old, and what an answer says. Pure.

import { COUNTED } from "../office/counters.js";
import { TO_DO, counterOf } from "../office/waiting.js";
import { isOpen, isOver, mine, waits } from "../orders/state.js";
import { SHIFT_TOPICS } from "../shifts/bar.js";
import { fill } from "../format.js";

const MANY = 100; // of a list's items, to see what of them is late
const WATCHES = ["operator", "admin"]; // over everybody's orders
const OPEN = ["reported", "verified", "responding", "contained"];

const named = (service, ...names) => names.map((name) => `${service}.${name}`);
const of = (election, rest) => `/v1/elections/${encodeURIComponent(election.id)}/${rest}`;
const sum = (numbers) => numbers.reduce((all, n) => all + n, 0);
const past = (time, now) => Boolean(time) && Date.parse(time) < now;

// `paths(page)`: none where there is nothing to ask; `tell(answers, {now, page})` gives
// {n, more: there may be more than n, parts: [[word, how many, icon or null]], note}. Of the parts
// those that are not 0 are said, and the first icon stands before them.
export const WAITS = {
  incidents: {
    topics: named("notifications", "incident_reported", "incident_verified", "incident_changed", "incident_closed", "incident_merged"),
    paths: () => ["/v1/incidents/counts", `/v1/incidents?state=open&limit=${MANY}`],
    tell([{ counts, waiting }, { items }], { now }) {
      const critical = items.filter(({ severity }) => severity === "critical").length;
      const late = items.filter(({ next_due: due }) => past(due, now)).length;
      const parts = [["criticalOf", critical, "crit"], ["overdueOf", late, "warn"], ["handedOver", waiting, null]];
      return { n: sum(OPEN.map((state) => counts[state])), parts };
    },
  },
  alerts: {
    topics: named("notifications", "alert_raised", "alert_acknowledged", "alert_changed", "alert_resolved"),
    paths: () => ["/v1/alerts/counts"],
    tell([{ firing, acknowledged }]) {
      const held = sum(Object.values(acknowledged));
      const parts = [["criticalOf", firing.critical, "crit"], ["majorOf", firing.major, "warn"], ["inHand", held, null]];
      return { n: sum(Object.values(firing)), parts };
    },
  },
  orders: {
    topics: named("notifications", "order_given", "order_answered", "order_escalated", "order_ended"),
    paths: ({ me }) => [`/v1/orders?box=${watches(me) ? "all" : "received"}&state=open&limit=${MANY}`],
    tell([{ items, next }], { now, page }) {
      const those = items.filter((one) => isOpen(one) && asksFor(one, page.me));
      const late = those.filter((one) => one.state === "overdue" || past(one.deadline, now));
      const silent = those.filter((one) => answering(one, page.me).some(waits));
      return { n: those.length, more: Boolean(next), parts: [["lateOf", late.length, "warn"], ["unansweredOf", silent.length, null]] };
    },
  },
  verify: {
    topics: named("elections", "record_changed", "result_submitted"),
    paths: ({ election }) => (election ? [of(election, "queue?limit=1")] : []),
    tell: ([queue], { page }) => ({ n: queue?.total ?? 0, parts: [], note: page.election?.name }),
  },
  held: {
    topics: named("elections", "tally_changed", "record_changed"),
    paths: ({ election }) => (election ? [of(election, "progress")] : []),
    tell: ([found], { page }) => ({ n: sum((found?.contests ?? []).map((one) => one.tps_held)), parts: [], note: page.election?.name }),
  },
  office: {
    topics: COUNTED,
    paths: () => ["/v1/office/counters"],
    tell([counters]) {
      const all = TO_DO.map((id) => counterOf(counters, id));
      const those = (what) => sum(all.map(({ detail }) => detail?.[what] ?? 0));
      const [very, urgent] = [those("very_urgent"), those("urgent")]; // the latter are both
      const parts = [["veryUrgentOf", very, "crit"], ["overdueOf", those("overdue"), "warn"], ["urgentOf", urgent - very, "warn"]];
      return { n: sum(all.map(({ n }) => n)), parts };
    },
  },
  indicators: {
    topics: named("indicators", "figures_changed", "indicator_late"),
    paths: () => ["/v1/indicators/late"],
    tell([{ items }]) {
      return { n: items.length, parts: [["ofAgencies", new Set(items.map(({ owner }) => owner)).size, "warn"]] };
    },
  },
  roads: {
    topics: named("gis", "road_damage_changed"),
    paths: () => [`/v1/gis/damage?state=open&limit=${MANY}`],
    tell([{ items, counts }], { now }) {
      const late = items.filter((one) => past(one.due_at, now)).length;
      const open = sum(["reported", "verified", "scheduled"].map((state) => counts[state] ?? 0));
      return { n: open, parts: [["overdueOf", late, "warn"], ["unchecked", counts.reported ?? 0, null]] };
    },
  },
  shifts: {
    topics: SHIFT_TOPICS,
    paths: () => ["/v1/shifts/now"],
    tell: ([{ gaps, on_duty: duty }]) => ({ n: gaps, parts: [["nobodyNow", duty.length ? 0 : 1, "warn"]], note: "soon" }),
  },
};

function watches({ roles }) {
  return roles.some((role) => WATCHES.includes(role));
}

// The receivers of an order that are awaited: all of them by the room, one's own by anybody else.
function answering(order, me) {
  return watches(me) ? order.receivers : mine(order);
}

function asksFor(order, me) {
  return watches(me) || mine(order).some((one) => !isOver(one));
}

// {icon, text} of the line below a figure; a tile with nothing is calm.
export function said({ n, parts, note }, { words, fmt }) {
  if (!n) return { icon: "ok", text: words.calm };
  const those = parts.filter(([, many]) => many);
  const icon = those.find((one) => one[2])?.[2] ?? null;
  const text = those.map(([word, many]) => phrase(words[word], many, fmt)).join(" · ");
  return { icon, text: text || (words[note] ?? note ?? "") };
}

function phrase(word, many, fmt) {
  return typeof word === "string" ? fill(word, { n: fmt.count(many) }) : fmt.counted(word, many);
}

// The elections that are shown at first: the newest ones, and the chosen one with them.
export function first(elections, chosen, most) {
  const newest = elections.slice(0, most);
  if (!chosen || newest.some(({ id }) => id === chosen.id)) return newest;
  return [...newest.slice(0, most - 1), chosen];
}
