// What this wall is to show: its rotation, its call and their scenes, as the operators have them.

import { drafted } from "../walls/draft.js";
import { showing } from "../walls/showing.js";

const MINUTES = 5; // between two questions, besides what events tell

// `wall`: its code, empty where the page shows an election and no scenes; `only`: one scene, to look
// at; `draft`: that scene as its editor has it, not saved yet.
export function shows({ wall, only, readings, onChange, draft = only ? drafted() : null }) {
  const path = only ? `/v1/wall/scenes/${encodeURIComponent(only)}` : `/v1/wall/show?${new URLSearchParams({ wall })}`;
  let told = null;

  function take({ data, state }) {
    if (state === "absent" || state === "refused") told = null;
    else if (data) told = only ? { wall: null, scenes: { [only]: data } } : data;
    onChange(told);
  }

  // {scene, election}: the scene of panels, or none and whose election the whole wall is.
  function at(time) {
    const code = told?.wall ? showing(told.wall, time).scene : only;
    const scene = told?.scenes[code];
    const whole = scene?.panels.find((one) => one.kind === "election");
    if (!scene || whole) return { scene: null, election: whole?.options.election ?? "" };
    return { scene, election: "" };
  }

  const panels = () => Object.values(told?.scenes ?? {}).flatMap((scene) => scene.panels);
  const drawn = (scene) => (told = { wall: null, scenes: { [only]: scene } });
  if (draft) drawn(draft.scene);
  draft?.hear((scene) => onChange(drawn(scene)));
  if ((wall || only) && !draft) readings.watch(path, MINUTES * 60, take);
  return {
    at,
    wall: () => told?.wall ?? null,
    // The elections that panels of its scenes name, each once.
    elections: () => [...new Set(panels().map(({ options }) => options.election).filter(Boolean))],
    hear({ topic, data }) {
      const mine = topic === "notifications.wall_changed" && (only || data.data.wall === wall);
      if (mine) readings.again("/v1/wall/");
    },
  };
}
