// A wall starts by itself, often while its network is still coming up, and nobody stands by to press
// reload. Where a part of the page could not be fetched, the page is loaded again.

const AGAIN = 5_000;
const MOST = 3; // for the map, without which the rest is of use

const again = () => setTimeout(() => location.reload(), AGAIN);
const styles = [...document.querySelectorAll('link[rel="stylesheet"]')];

// The map engine alone may be missing for good: after a few tries the wall goes on without it.
function againForMap() {
  const tried = Number(sessionStorage.getItem("map-tried") ?? 0);
  sessionStorage.setItem("map-tried", String(tried + 1));
  if (tried < MOST) again();
}

// A page that came by TLS, or from this machine, may start again without a network.
navigator.serviceWorker?.register("/wall/worker.js", { scope: "/wall", updateViaCache: "none" }).catch(() => {});

if (styles.every((link) => link.sheet)) {
  import("./wall.js").then(
    () => import("./canvas.js").then(() => sessionStorage.removeItem("map-tried"), againForMap),
    again,
  );
} else {
  again();
}
