// What is typed into a form stays until it was sent: over a closed dialog, another incident, a page
// that is loaded anew. One window's drafts are its own.

const PREFIX = "kendali-draft/";

// `store` is sessionStorage or what stands for it.
export function drafts(store) {
  const read = (name) => JSON.parse(store.getItem(PREFIX + name) ?? "{}");

  return {
    read,
    // Keep what the form's fields hold under this name; returns a function that stops it.
    follow(form, name) {
      const keep = () => {
        const all = [...new FormData(form)].filter(([field, value]) => field && typeof value === "string" && value !== "");
        if (all.length) store.setItem(PREFIX + name, JSON.stringify(Object.fromEntries(all)));
        else store.removeItem(PREFIX + name);
      };
      form.addEventListener("input", keep);
      return () => form.removeEventListener("input", keep);
    },
    put(name, fields) {
      store.setItem(PREFIX + name, JSON.stringify({ ...read(name), ...fields }));
    },
    drop: (name) => store.removeItem(PREFIX + name),
  };
}
