// What is known, and how an event changes it. Pure: apply(state, event) gives a new state, or the
// same object where the event says nothing new.
//
// A contest's row of an area is replaced by one whose version is not older, so an event that comes
// twice, or late after a snapshot, does no harm.

const ARRIVALS = 24;
const AREA_LENGTHS = [2, 4, 6, 10, 13];

export function initial(wanted = "") {
  return {
    wanted,
    election: null,
    contests: {},
    notices: {},
    arrivals: [],
    findings: [],
    served: false, // a snapshot was seen
    outdated: false, // only a new snapshot can tell the rest
  };
}

export function apply(state, { topic, data }) {
  const handler = HANDLERS[topic];
  return handler ? handler(state, topic === "snapshot" ? data : data.data) : state;
}

const HANDLERS = {
  snapshot: fromSnapshot,
  "elections.election_registered": onElection,
  "elections.tally_changed": onTally,
  "elections.result_submitted": onResult,
  "notifications.notice_raised": onNotice,
  "notifications.notice_acknowledged": onNotice,
  "notifications.notice_closed": onNotice,
};

function fromSnapshot(state, snapshot) {
  const election = choose(snapshot.elections ?? [], state.wanted);
  const mine = (items) => (items ?? []).filter((one) => one.election === election?.id);
  const fresh = { ...initial(state.wanted), election, served: true };
  for (const tally of mine(snapshot.tallies)) fresh.contests[tally.contest] = contestOf(tally);
  if (snapshot.missing?.includes("notices")) fresh.notices = state.notices;
  for (const notice of snapshot.notices ?? []) keepNotice(fresh.notices, notice);
  fresh.arrivals = mine(snapshot.results).slice(0, ARRIVALS);
  fresh.findings = grouped(mine(snapshot.findings));
  return fresh;
}

// Elections come newest first.
function choose(elections, wanted) {
  return elections.find((one) => !wanted || one.id === wanted) ?? null;
}

function contestOf(tally) {
  const rows = {};
  addRows(rows, tally, tally.version);
  return { version: tally.version, asOf: tally.as_of, root: tally.area.code, rows };
}

function addRows(rows, node, version) {
  const votes = Object.fromEntries(node.candidates.map((one) => [one.number, one.votes]));
  const { code, name, level } = node.area;
  rows[code] = rowOf({ ...node, area: code, name, level, votes }, version);
  for (const child of node.children ?? []) addRows(rows, child, version);
}

function rowOf(row, version) {
  return {
    code: row.area,
    name: row.name ?? row.area,
    level: row.level,
    in: row.tps_in,
    complete: row.tps_complete,
    expected: row.tps_expected,
    held: row.tps_held ?? 0,
    heldVotes: row.votes_held ?? 0,
    valid: row.valid,
    invalid: row.invalid,
    turnout: row.turnout ?? null,
    votes: row.votes,
    findings: row.findings ?? { error: 0, warning: 0 },
    version,
  };
}

function onElection(state, election) {
  const concerns = state.wanted ? election.id === state.wanted : isNewer(election, state.election);
  return concerns && election.id !== state.election?.id ? { ...state, outdated: true } : state;
}

function isNewer(one, other) {
  return other === null || one.date >= other.date;
}

function onTally(state, change) {
  if (change.election !== state.election?.id) return state;
  const known = state.contests[change.contest];
  if (!known) return { ...state, outdated: true };
  const rows = { ...known.rows };
  let changed = change.version > known.version;
  for (const row of change.areas) {
    const old = rows[row.area];
    if (!isWithin(row.area, known.root) || (old && old.version > change.version)) continue;
    rows[row.area] = rowOf(row, change.version);
    changed = true;
  }
  if (!changed) return state;
  const newest = change.version >= known.version ? change : { ...known, as_of: known.asOf };
  const contest = { ...known, rows, version: newest.version, asOf: newest.as_of };
  return { ...state, contests: { ...state.contests, [change.contest]: contest } };
}

function isWithin(code, root) {
  return code.startsWith(root);
}

function onResult(state, result) {
  if (result.election !== state.election?.id || isKnown(state.arrivals, result)) return state;
  const arrivals = [result, ...state.arrivals];
  arrivals.sort((a, b) => b.received_at.localeCompare(a.received_at));
  const others = state.findings.filter((one) => !isSameRecord(one, result));
  const { error, warning } = result.findings;
  const findings = error + warning ? [noted(result, error, warning), ...others] : others;
  return {
    ...state,
    arrivals: arrivals.slice(0, ARRIVALS),
    findings: findings.slice(0, ARRIVALS),
  };
}

function isKnown(arrivals, result) {
  return arrivals.some((one) => isSameRecord(one, result) && one.version >= result.version);
}

function isSameRecord(one, other) {
  return one.contest === other.contest && one.tps === other.tps;
}

function noted({ contest, tps, areas, received_at: at }, error, warning) {
  return { contest, tps, areas, at, error, warning };
}

// A snapshot has a row for each finding, the newest first; the wall shows one for each record.
function grouped(rows) {
  const found = new Map();
  for (const row of rows) {
    const key = `${row.contest}/${row.tps}`;
    if (!found.has(key)) found.set(key, noted(row, 0, 0));
    found.get(key)[row.severity] += 1;
  }
  return [...found.values()];
}

function onNotice(state, notice) {
  const notices = { ...state.notices };
  return keepNotice(notices, notice) ? { ...state, notices } : state;
}

// A notice only moves forward, from open by acknowledged to closed; an event that was overtaken by
// a snapshot would move it back.
const ORDER = { open: 0, acknowledged: 1, closed: 2 };

function keepNotice(notices, notice) {
  const known = notices[notice.id];
  if (known && ORDER[known.state] > ORDER[notice.state]) return false;
  notices[notice.id] = notice;
  return true;
}

export function parentOf(code) {
  const length = AREA_LENGTHS[AREA_LENGTHS.indexOf(code.length) - 1] ?? 0;
  return code.slice(0, length);
}
