// The design of a sample: the form, and what a draw with it would be, while it is filled in.

import { show, slot, write } from "../dom.js";
import { fill } from "../format.js";
import { Problem, explain, newKey } from "../console/api.js";
import { stratumName } from "./arrivals.js";
import { offerBaselines } from "./outlook.js";

const PAUSE = 350; // after the last key
const MOST_STRATA = 12;

export function design({ page, path, contest, drawn }) {
  const { api, words, fmt, elections, election } = page;
  const [panel, form, opener] = ["design", "design-form", "open-design"].map((id) => document.getElementById(id));
  const [plan, wrong] = ["plan", "plan-wrong"].map((id) => document.getElementById(id));
  let [timer, asked, key] = [null, 0, newKey()];

  function changed() {
    key = newKey();
    const by = form.elements.by.value;
    show(form.elements.size.closest(".field"), by === "size");
    show(form.elements.margin.closest(".field"), by !== "size");
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  }

  async function ask() {
    const mine = ++asked;
    const wish = wishOf(form);
    if (wish.size === undefined && wish.margin === undefined) {
      tell({ planned: words.nothingPlanned });
      return;
    }
    try {
      const found = await api.get(`${path()}/sample-plan?${new URLSearchParams(wish)}`);
      if (mine === asked) tell(planned(found, words, fmt));
    } catch (error) {
      if (mine === asked) refuse(error);
    }
  }

  function tell(lines) {
    show(wrong, false);
    for (const name of ["planned", "formulas", "strata"]) write(slot(plan, name), lines[name] ?? "");
  }

  function refuse(error) {
    if (!(error instanceof Problem)) throw error;
    tell({});
    show(wrong, true);
    write(slot(wrong, "text"), explain(error, words));
  }

  opener.onclick = () => {
    const open = panel.hidden;
    show(panel, open);
    opener.setAttribute("aria-expanded", String(open));
    if (!open) return;
    offerBaselines(form.elements.baseline, elections, election, contest(), words);
    form.elements.name.focus();
    changed();
  };
  form.oninput = changed;
  form.onsubmit = async (event) => {
    event.preventDefault();
    try {
      const sample = await api.send("POST", `${path()}/samples`, bodyOf(form), { key });
      key = newKey();
      opener.click();
      await drawn(sample);
    } catch (error) {
      refuse(error);
    }
  };
}

// What of the form a plan is asked with; shares in points become fractions.
export function wishOf(form) {
  const field = (name) => form.elements[name].value.trim();
  const fraction = (name) => (field(name) ? Number(field(name)) / 100 : undefined);
  const by = field("by");
  const wish = {
    strata: field("strata"),
    allocation: field("allocation"),
    size: by === "size" && field("size") ? Number(field("size")) : undefined,
    margin: by === "size" ? undefined : fraction("margin"),
    basis: by === "voters" ? "voters" : "stations",
    baseline: field("baseline") || undefined,
    spread: fraction("spread"),
  };
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
}

function bodyOf(form) {
  const field = (name) => form.elements[name].value.trim();
  const more = { minimum: { percent: Number(field("percent") || 50) } };
  for (const name of ["name", "seed"]) if (field(name)) more[name] = field(name);
  return { ...wishOf(form), ...more };
}

// What a plan says, in words.
export function planned(plan, words, fmt) {
  const size = { n: fmt.count(plan.size), all: fmt.count(plan.population), points: fmt.percent(plan.margin, 1) };
  const spread = { points: fmt.percent(plan.spread, 1), effect: plan.design_effect === null ? "" : fmt.number(plan.design_effect, 1) };
  const sized = (text, count) => (count === null ? "" : fill(text, { n: fmt.count(Math.ceil(count)) }));
  const formulas = [
    sized(words.byStations, plan.by_stations),
    sized(words.byVoters, plan.by_voters),
    fill(plan.design_effect === null ? words.spreadOnly : words.spreadOf, spread),
  ];
  const each = plan.strata.slice(0, MOST_STRATA).map((one) =>
    fill(words.perStratum, { name: stratumName(one, words), n: fmt.count(one.size), all: fmt.count(one.population) }));
  return {
    planned: fill(words.planned, size),
    formulas: formulas.filter(Boolean).join(" · "),
    strata: [...each, ...(plan.strata.length > MOST_STRATA ? ["…"] : [])].join(" · "),
  };
}
