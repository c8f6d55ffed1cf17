// What every page of the e-office has beside the console's frame: as which position one acts.
//
//   const page = await office({ topics: ["eoffice.letter_received"], onEvent });
//   await page.api.send("POST", path, { ...body, ...page.as });

import { set, show } from "../dom.js";
import { shell } from "../console/shell.js";
import { chosen, titleOf } from "./acting.js";

const CHOSEN = "kendali-acting";

// Resolves once it is known who asks and what they may act as today. `acting` is the chosen
// position (null: none is held), `as` is what a command's body says of it, `today` is the day.
export async function office(options = {}) {
  const page = await shell(options);
  const mine = await page.load(() => page.api.get("/v1/office/me"));
  const acting = chosen(mine.positions, localStorage.getItem(CHOSEN));
  offer(page, mine.positions, acting);
  return { ...page, acting, as: acting ? { as: acting.position } : {}, positions: mine.positions, today: mine.on };
}

function offer({ words, fmt }, positions, acting) {
  const choice = document.getElementById("acting");
  const named = positions.map((one) => new Option(titleOf(one, words, fmt.date), one.position));
  choice.replaceChildren(...(named.length ? named : [new Option(words.noPosition, "")]));
  choice.value = acting?.position ?? "";
  choice.disabled = named.length < 2;
  set(document.body, "data-acting", choice.value);
  show(document.getElementById("acting-as"), true);
  choice.onchange = () => {
    localStorage.setItem(CHOSEN, choice.value);
    location.reload();
  };
}
