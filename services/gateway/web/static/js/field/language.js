// The language that was chosen on this phone: the page comes back in it without a signal too.

import { language } from "./words.js";

const KEY = "kendali-language";

export async function addLanguage() {
  const asked = new URLSearchParams(location.search).get("lang");
  if (asked === language) localStorage.setItem(KEY, language);
  const kept = localStorage.getItem(KEY);
  if (kept && kept !== language && asked === null) {
    location.replace(`/field?lang=${kept}${location.hash}`);
    await new Promise(() => {}); // the other page takes over
  }
}
