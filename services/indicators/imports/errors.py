"""Why an import does not go on."""

from __future__ import annotations

from libs.kit.errors import Conflict


class ImportRefused(Conflict):
    slug, title = "import-refused", "Rows of the file are refused, so none is taken"
