// A page without a module of its own: the frame alone.

import { shell } from "./shell.js";

(await shell()).face("live");
