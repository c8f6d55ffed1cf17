// The kinds of panels by their names (services/notifications/walls/panels.json), each
// kind(frame, options, context) giving {draw(), tick(time), stop()}, all of which it may leave out.

import { camera } from "./camera.js";
import { clock } from "./clock.js";
import { mapped, planned, tally } from "./counted.js";
import { incidents } from "./incidents.js";
import { indicator } from "./indicator.js";
import { letters } from "./letters.js";
import { text } from "./text.js";
import { web } from "./web.js";

export const KINDS = { camera, clock, incidents, indicator, letters, map: mapped, stages: planned, tally, text, web };
