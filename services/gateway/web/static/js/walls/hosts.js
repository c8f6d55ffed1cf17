// Whether walls may show what lies at an address, as libs/kit/webhosts.py has it: what is said here
// at once, the service says again.

const HERE = ["127.0.0.1", "localhost"];

/** Return why not: "form", "scheme", "host"; null where they may. `hosts` is KENDALI_WALL_HOSTS. */
export function refused(text, hosts) {
  let url;
  try {
    url = new URL(text);
  } catch {
    return "form";
  }
  if (!url.hostname || url.username || url.password || /[\s\\"';,]/.test(text)) return "form";
  if (url.protocol !== "https:" && !(url.protocol === "http:" && HERE.includes(url.hostname))) return "scheme";
  const named = hosts.some((one) => (one.startsWith("*.") ? url.host.endsWith(one.slice(1)) : url.host === one));
  return named ? null : "host";
}

export function hostOf(text) {
  return URL.canParse(text) ? new URL(text).host : text;
}
