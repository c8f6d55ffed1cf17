// What a verifier does to a record, as calls of the API.

const ELECTIONS = "/v1/elections";
const enc = encodeURIComponent;

export function work(api, election) {
  const queue = `${ELECTIONS}/${enc(election.id)}/queue`;
  const record = ({ contest, tps }) => `${ELECTIONS}/${enc(election.id)}/contests/${enc(contest)}/results/${enc(tps)}`;
  const leased = ({ contest, tps }) => `${queue}/${enc(contest)}/${enc(tps)}`;

  return {
    list: () => api.get(`${queue}?limit=50`),
    // The next record, or a certain one; null where nothing waits for this person.
    lease: async (wanted = {}) => (await api.send("POST", `${queue}/next`, wanted)).record,
    renew: (item) => api.send("POST", `${leased(item)}/renew`),
    release: (item, pass = false) => api.send("POST", `${leased(item)}/release`, { pass }),
    result: (item) => api.get(record(item)),
    photos: async (item) => (await api.get(`${record(item)}/photos`)).items,
    decide: (item, version, decision, reason) =>
      api.send("POST", `${record(item)}/decision`, { version, ...decision, reason }),
    quarantine: (item, version, reason) =>
      api.send("POST", `${record(item)}/quarantine`, { version, scope: "results", reason }),
    review: (item, { rule, fields }, state, note) =>
      api.send("POST", `${record(item)}/findings/review`, { rule, fields, state, note }),
    movePhoto: (photo, to) => api.send("POST", `${ELECTIONS}/photos/${enc(photo.id)}/move`, to),
    rejectPhoto: (photo, why) => api.send("POST", `${ELECTIONS}/photos/${enc(photo.id)}/reject`, why),
  };
}

// Why it was decided so, for the record: what was looked at, and each figure that was corrected.
export function reasonOf(corrected, withPhoto, words, fill) {
  const lines = corrected.map((one) => fill(words.correction, one));
  return [withPhoto ? words.withPhoto : words.withoutPhoto, ...lines].join(" ").slice(0, 1000);
}
