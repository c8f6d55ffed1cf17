// Changes as the stream tells of them: only tiles that one touches are asked for again. Several within
// a moment are one. The gateway's processes hear of a change each for itself, so the one that answered
// may have been the last to: what changed is looked at once more. Where the stream missed something,
// and now and then in case something was missed unseen, all is looked at. What stands is a 304.

import { joined } from "./touched.js";

const MOMENT = 400;
const LATER = 3_000;
const SELDOM = 5 * 60_000;

// `onChange(layer, box, features)`: ids are null where many changed at once. `onLook(layer, box)`: its
// tiles alone; without a layer those of all. `begun`: the snapshot that a stream begins with is through.
export function changes({ begun, onChange, onLook }) {
  const waiting = new Map();
  let timer = null;

  function tell() {
    timer = null;
    const told = [...waiting];
    waiting.clear();
    for (const [layer, { box, features }] of told) onChange(layer, box, features);
    setTimeout(() => told.forEach(([layer, { box }]) => onLook(layer, box)), LATER);
  }

  setInterval(() => document.hidden || onLook(), SELDOM);
  return ({ topic, data: { data } }) => {
    if (topic === "snapshot") {
      if (begun) onLook();
      begun = true;
    }
    if (topic !== "gis.layer_changed" && topic !== "gis.feature_changed") return;
    const { layer, feature, bbox: box = null } = data;
    const features = topic === "gis.feature_changed" && feature ? [feature] : null;
    const known = waiting.get(layer);
    waiting.set(layer, known
      ? { box: joined(known.box, box), features: features && known.features ? [...known.features, ...features] : null }
      : { box, features });
    timer ??= setTimeout(tell, MOMENT);
  };
}
