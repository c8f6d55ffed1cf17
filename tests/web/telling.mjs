// What the gateway tells, made for tests: a regency of two districts, with two villages each.

export const ELECTION = {
  id: "uji",
  name: "Pilkada uji",
  date: "2024-11-27",
  area: "1971",
  rehearsal: false,
  contests: [
    {
      id: "walikota",
      name: "Wali Kota dan Wakil Wali Kota",
      area: "1971",
      candidates: [
        { number: 1, name: "KOLOM KOSONG", kolom_kosong: true },
        { number: 2, name: "Satu – Dua", kolom_kosong: false },
      ],
    },
  ],
};

export function row(area, changes = {}) {
  return {
    area, name: area, level: "village", tps_in: 0, tps_complete: 0, tps_expected: 4,
    valid: 0, invalid: 0, dpt: 0, users: 0, turnout: null, votes: { 1: 0, 2: 0 },
    findings: { error: 0, warning: 0 }, ...changes,
  };
}

export function node(code, level, children = []) {
  const candidates = [1, 2].map((number) => ({ number, name: "", votes: 0, share: null }));
  return { ...row(code), area: { code, name: code, level }, candidates, children };
}

export function snapshot(changes = {}) {
  const village = (code) => node(code, "village");
  const districts = [
    node("197101", "district", [village("1971011001"), village("1971011002")]),
    node("197102", "district", [village("1971021001")]),
  ];
  const tally = { election: "uji", contest: "walikota", ...node("1971", "regency", districts) };
  return {
    topic: "snapshot",
    data: {
      time: "2024-11-27T12:00:00Z",
      elections: [ELECTION],
      tallies: [{ ...tally, version: 5, as_of: "2024-11-27T12:00:00Z" }],
      results: [], findings: [], notices: [], missing: [],
      ...changes,
    },
  };
}

export function event(topic, data) {
  return { topic, data: { specversion: "1.0", data } };
}

export function tallyChanged(version, areas, changes = {}) {
  const head = { election: "uji", contest: "walikota", version, as_of: `2024-11-27T12:00:${10 + version}Z` };
  return event("elections.tally_changed", { ...head, areas, ...changes });
}

export function submitted(tps, changes = {}) {
  return event("elections.result_submitted", {
    election: "uji", contest: "walikota", tps, version: 1, state: "entered", channel: "crew",
    received_at: "2024-11-27T12:05:00Z", candidates: [1, 2], votes: { 1: 1, 2: 2 },
    findings: { error: 0, warning: 0 },
    areas: [
      { code: tps.slice(0, 6), name: "Bukit Intan", level: "district" },
      { code: tps.slice(0, 10), name: "Air Itam", level: "village" },
    ],
    ...changes,
  });
}

export function notice(id, changes = {}) {
  return {
    id, severity: "warning", headline: `Pemberitahuan ${id}`, text: "", area: "", place: "",
    holder: "", deadline: null, raised_at: "2024-11-27T12:00:00Z", state: "open", ...changes,
  };
}
