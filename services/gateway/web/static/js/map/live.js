// Changes as the stream tells of them: only tiles that one touches are fetched again. Several within
// a moment are one.

import { joined } from "./touched.js";

const MOMENT = 400;

// `onChange(layer, box, features)`: ids are null where many changed at once.
export function changes(onChange) {
  const waiting = new Map();
  let timer = null;

  function tell() {
    timer = null;
    for (const [layer, { box, features }] of waiting) onChange(layer, box, features);
    waiting.clear();
  }

  return ({ topic, data }) => {
    if (topic !== "gis.layer_changed" && topic !== "gis.feature_changed") return;
    const known = waiting.get(data.layer);
    const features = topic === "gis.feature_changed" && data.feature ? [data.feature] : null;
    const box = data.bbox ?? null;
    waiting.set(data.layer, known
      ? { box: joined(known.box, box), features: features && known.features ? [...known.features, ...features] : null }
      : { box, features });
    timer ??= setTimeout(tell, MOMENT);
  };
}
