// Reads forms from the standard input, writes for each the rules that the phone finds broken.

import { readFileSync } from "node:fs";

import { findings } from "../../services/gateway/web/static/js/field/checks.js";

const { contest, election, forms } = JSON.parse(readFileSync(0, "utf-8"));
const judged = forms.map((figures) => findings(figures, contest, election).map((one) => one.rule));
process.stdout.write(JSON.stringify(judged));
