// What the letter will look like, asked anew when what it hangs on changes: its number, who initials
// it unless others are named, the lines above the signature.

const PAUSE = 250;
const PARTS = ["kind", "classification", "security", "signer", "form"];

// outlook(page, draft, drawn): asks for the content that it is given. `now()` waits for the last.
export function outlook(page, draft, drawn) {
  const { api, fail } = page;
  let [last, timer, pending, turn] = ["", null, Promise.resolve(), 0];

  async function look(content) {
    const query = new URLSearchParams({ ...wanted(content), ...page.as });
    if (String(query) === last) return;
    last = String(query);
    const mine = ++turn;
    const found = await api.get(`/v1/office/letters/outlook?${query}`);
    if (mine !== turn) return;
    draft.outlook = { ...found, of: last };
    drawn();
  }

  const foresee = (content) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      pending = look(content).catch((error) => {
        last = "";
        if (error.status) fail(error); // away: the line of the save says so
      });
    }, PAUSE);
  };
  foresee.now = async () => {
    clearTimeout(timer);
    await pending;
    await look(draft.content);
  };
  return foresee;
}

function wanted(content) {
  return Object.fromEntries(PARTS.filter((name) => content[name]).map((name) => [name, content[name]]));
}
