// Shapes of villages and districts, from the map service. Asked again until there are some: soon
// where they could not be had, seldom where there are none, as of a rehearsal's made stations.

import { remembered } from "./wall/kept.js";

const LIMIT = 1000;
const AGAIN = 5_000;
const SELDOM = 60_000;

// Calls `onShapes({ villages, districts })` when they are known, none too, and again after `again()`.
export function shapes(onShapes) {
  let asked = null;
  let timer = null;

  async function load(area) {
    clearTimeout(timer);
    const found = await Promise.all(["villages", "districts"].map((layer) => remembered(`${layer}/${area}`, () => collection(layer, area))));
    if (area !== asked) return;
    const [villages, districts] = found;
    if (villages && districts) onShapes({ villages, districts });
    if (villages?.length && districts?.length) return;
    timer = setTimeout(() => load(area), villages && districts ? SELDOM : AGAIN);
  }

  return {
    of(area) {
      if (area === asked) return;
      asked = area;
      load(area);
    },
    again: () => asked !== null && load(asked),
  };
}

// All features of a layer within the area; null where they can't be had now.
async function collection(layer, area) {
  const features = [];
  let path = `/v1/gis/collections/${layer}/items?${new URLSearchParams({ ...(area && { area }), limit: LIMIT })}`;
  do {
    const page = await read(path);
    if (!page) return null;
    features.push(...page.features.filter((one) => one.geometry));
    path = next(page);
  } while (path);
  return features;
}

// Where the next page is, on this site: links name the public address, which may be another one.
function next(page) {
  const link = page.links.find((one) => one.rel === "next");
  if (!link) return null;
  const { pathname, search } = new URL(link.href);
  return pathname + search;
}

async function read(path) {
  try {
    const answer = await fetch(path);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
