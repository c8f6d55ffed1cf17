// What every browser has and Node 18, Debian 12's, does not.

import { webcrypto } from "node:crypto";

globalThis.crypto ??= webcrypto;
