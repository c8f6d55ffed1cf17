// What an incident touches and is near, its units, photos and reports, and those that it may be.

import { keep, set, show, slot, stamp, useIcon, write } from "../dom.js";
import { fill } from "../format.js";
import { newKey } from "../console/api.js";
import { ROOT } from "./deeds.js";
import { ICONS, distance, isOpen, placeOf, unitNote } from "./shown.js";

const TABS = ["near", "units", "photos", "reports", "alike"];
const ROWS = 30;
const PLACING = 120_000; // in which the map hears of a new one, which it then tells
const AGAIN = 5_000; // for who is not told
const at = (id) => document.getElementById(id);
const ROUND = { units: "is-moving", there: "is-there" };

export function around(room, deeds) {
  const { page, words, fmt } = room;
  let [near, results, photos, alike, unheard, turn, timer] = [null, new Map(), [], [], false, 0, null];

  // Read what lies around one, and what is like it.
  async function load(one) {
    const mine = (turn += 1);
    clearTimeout(timer);
    const own = (path, refused = () => null) => page.api.get(path).catch((error) => (error.status === undefined ? Promise.reject(error) : refused(error)));
    let absent = false;
    const [found, taken, similar] = await Promise.all([
      own(`/v1/gis/incidents/${one.id}/near`, ({ status }) => void (absent = status === 404)),
      own(`${ROOT}/${one.id}/photos`),
      isOpen(one) ? own(`${ROOT}/${one.id}/similar`) : null,
    ]);
    if (room.chosen() !== one.id || mine < turn) return;
    [near, photos, alike, unheard] = [found ?? null, taken?.items ?? [], similar?.items ?? [], absent];
    results = await stationResults(found?.tps ?? []).catch(() => new Map());
    if (isNew(one)) timer = setTimeout(() => room.chosen() === one.id && load(one).catch(page.fail), AGAIN);
    if (room.chosen() === one.id) draw(room.current() ?? one);
  }

  // What is known of the results of these stations, by their code.
  async function stationResults(stations) {
    if (!page.election || page.election.rehearsal || !stations.length) return new Map();
    const villages = [...new Set(stations.map((one) => one.code.slice(0, 10)))].slice(0, 4);
    const contest = page.election.contests.at(-1)?.id;
    const path = (area) => `/v1/elections/${encodeURIComponent(page.election.id)}/results?contest=${encodeURIComponent(contest)}&area=${area}&limit=1000`;
    const found = (await Promise.all(villages.map((area) => page.api.get(path(area))))).flatMap((one) => one.items);
    return new Map(found.map((one) => [one.tps, one]));
  }

  function draw(one) {
    show(at("below"), one !== null);
    if (!one) return;
    nearRows(one);
    units(one);
    pictures();
    reports(one);
    likes(one);
  }

  function nearRows(one) {
    const rows = near ? [...near.tps.slice(0, ROWS).map(station), ...near.roads.slice(0, ROWS).map(road), ...near.villages.map(village)] : [];
    const within = near?.tps.filter((tps) => tps.metres <= (one.place.radius_m ?? -1)).length ?? 0;
    write(at("legend-radius"), one.place.radius_m ? fill(words.radius, { distance: distance(one.place.radius_m, fmt), n: fmt.count(within) }) : words.radiusNone);
    keep(at("near"), rows, (row) => row.key, () => stamp("near-row"), (node, row) => {
      write(slot(node, "name"), row.name);
      const badge = slot(node, "badge");
      set(badge, "class", `badge badge-${row.kind}`);
      useIcon(badge.querySelector("svg"), row.icon);
      write(slot(node, "state"), row.state);
      write(slot(node, "metres"), row.metres);
      write(slot(node, "news"), row.news);
    });
    show(at("near").parentElement, rows.length > 0);
    show(at("near-none"), rows.length === 0);
    write(slot(at("near-none"), "text"), near ? (near.placed ? words.nothingNear : words.unplaced) : isNew(one) ? words.placing : words.aroundUnknown);
  }

  // Whether it was reported just now, and the map has not told yet that it has it.
  function isNew(one) {
    return unheard && room.now() - Date.parse(one.reported_at) < PLACING;
  }

  function station({ code, name, metres }) {
    const result = results.get(code);
    const held = result?.state === "quarantined";
    const [kind, icon, state] = !page.election || page.election.rehearsal ? ["idle", "info", words.touched]
      : !result ? ["warn", "warn", words.resultOut] : held ? ["warn", "lock", words.resultHeld] : ["ok", "ok", words.resultIn];
    const village = room.names.get(code.slice(0, 10)) ?? name ?? "";
    const news = result?.received_at ? `${fmt.minutes(result.received_at)} ${fmt.zone}` : "";
    return { key: code, name: fill(words.station, { number: code.slice(10), village }), kind, icon, state, metres: distance(metres, fmt), news };
  }

  function road({ code, name, metres, blocked }) {
    const [kind, icon, state] = blocked ? ["crit", "x", words.blocked] : ["ok", "ok", words.passable];
    return { key: code, name: name || fill(words.road, { road: code }), kind, icon, state, metres: distance(metres, fmt), news: "" };
  }

  function village({ code, name }) {
    return { key: code, name, kind: "idle", icon: "pin", state: words.touched, metres: "", news: "" };
  }

  function units(one) {
    counted("units", one.units.length);
    show(at("units-none"), one.units.length === 0);
    keep(at("units"), one.units, (unit) => unit.id, () => stamp("unit-row"), (node, unit) => {
      set(slot(node, "mark"), "class", `key-unit ${unitClass(unit)}`);
      write(slot(node, "name"), [unit.name, unit.agency].filter(Boolean).join(", "));
      const since = fill(words.unitSince, { state: words.unitState[unit.state], time: fmt.minutes(unit.changed_at) });
      write(slot(node, "note"), unit.state === "en_route" && unit.eta ? `${since}, ${unitNote(unit, room.now(), words, fmt)}` : since);
      const button = slot(node, "move");
      show(button, room.may && isOpen(one));
      set(button, "aria-label", fill(words.moveUnit, unit));
      button.onclick = () => deeds.unit(unit);
    });
    if (at("add-unit")) at("add-unit").disabled = !isOpen(one);
  }

  function pictures() {
    counted("photos", photos.length);
    show(at("photos-none"), photos.length === 0);
    keep(at("photos"), photos, (photo) => photo.id, () => stamp("photo-item"), (node, photo) => {
      const [link, image] = [node.querySelector("a"), node.querySelector("img")];
      set(link, "href", `${ROOT}/photos/${photo.id}`);
      set(image, "alt", [photo.who, fmt.moment(photo.taken_at ?? photo.received_at)].filter(Boolean).join(", "));
      image.onerror = () => show(slot(node, "lost"), true);
      set(image, "src", `${ROOT}/photos/${photo.id}?size=thumb`);
    });
  }

  function reports(one) {
    counted("reports", one.report_count);
    keep(at("reports"), one.reports.map((report, index) => ({ ...report, index })), (report) => `${one.id}/${report.index}`, () => stamp("report-row"), (node, report) => {
      write(slot(node, "who"), [report.reporter ?? "", report.agency, words.sources[report.source]].filter(Boolean).join(", "));
      write(slot(node, "text"), [report.headline, report.text].filter(Boolean).join(". "));
      write(slot(node, "note"), [fmt.minutes(report.last_at), report.count > 1 ? fill(words.times, { n: fmt.count(report.count) }) : ""].filter(Boolean).join(", "));
    });
  }

  function likes(one) {
    counted("alike", alike.length);
    show(at("alike-none"), alike.length === 0);
    const other = (node, item, note) => {
      useIcon(node.querySelector("svg"), ICONS[item.severity] ?? "copy");
      const link = slot(node, "open");
      write(link, `${item.number} ${item.headline}`);
      set(link, "href", `?incident=${item.id}`);
      link.onclick = (event) => {
        event.preventDefault();
        room.open(item.id);
      };
      write(slot(node, "note"), note);
    };
    keep(at("alike"), alike, (item) => item.id, () => stamp("alike-row"), (node, item) => {
      const far = item.metres === null ? "" : fill(words.metresAway, { distance: distance(item.metres, fmt) });
      other(node, item, [placeOf(item.place, room.names, words), far].filter(Boolean).join(", "));
      const button = slot(node, "deed");
      show(button, room.may);
      write(button, words.merge);
      button.onclick = () => deeds.merge(item.id);
    });
    show(at("twins"), one.duplicates.length > 0);
    keep(at("twins-list"), one.duplicates, (item) => item.id, () => stamp("alike-row"), (node, item) => {
      other(node, item, "");
      show(slot(node, "deed"), false);
    });
  }

  function counted(name, n) {
    write(slot(at(`tab-${name}`), "count"), n ? fmt.count(n) : "");
  }

  function choose(name) {
    for (const one of TABS) {
      const tab = at(`tab-${one}`);
      set(tab, "aria-selected", String(one === name));
      tab.tabIndex = one === name ? 0 : -1;
      show(at(`part-${one}`), one === name);
    }
  }

  async function sendPhotos(input) {
    const [one, files] = [room.current(), [...input.files]];
    input.value = "";
    try {
      for (const file of files) await page.api.send("POST", `${ROOT}/${one.id}/photos`, new Blob([file], { type: file.type }), { key: newKey() });
      page.say(words.saved);
    } catch (error) {
      page.fail(error);
    }
    await load(one);
  }

  function start() {
    for (const name of TABS) at(`tab-${name}`).onclick = () => choose(name);
    document.querySelector(".below-tabs").onkeydown = (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const here = TABS.findIndex((name) => at(`tab-${name}`).getAttribute("aria-selected") === "true");
      const name = TABS[(here + step + TABS.length) % TABS.length];
      choose(name);
      at(`tab-${name}`).focus();
    };
    at("photo").onchange = (event) => sendPhotos(event.target);
    if (at("add-unit")) at("add-unit").onclick = () => deeds.unit();
  }

  return {
    start, load, draw, choose,
    clear() {
      [near, results, photos, alike, unheard] = [null, new Map(), [], [], true];
    },
  };
}

export function unitClass({ state }) {
  return { en_route: ROUND.units, assigned: ROUND.units, on_site: ROUND.there }[state] ?? "";
}
