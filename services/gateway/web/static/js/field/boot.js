// Start the page, and have its files kept for when there is no signal. A browser that sends in the
// background needs the worker as a module; the others take it as a plain script.

import { start } from "./app.js";

if ("serviceWorker" in navigator) {
  const module = "SyncManager" in window;
  const [url, type] = module ? ["/field/worker.js?type=module", "module"] : ["/field/worker.js", "classic"];
  navigator.serviceWorker.register(url, { scope: "/field", type, updateViaCache: "none" }).catch(() => {});
}

start();
