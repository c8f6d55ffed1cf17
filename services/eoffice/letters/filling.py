"""The fields of a letter put into its body: `{venue}`, and `{isian}` for all the others. Pure.

Tokens are filled in and never evaluated; what is filled in is text, never markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping

from services.eoffice.letters.kinds import Field

ALL = "isian"  # "what was filled in"
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TOKEN = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")
_ALL = re.compile(r"<p>\s*\{isian\}\s*</p>")


def tokens(body: str) -> list[str]:
    """Return the names in braces in a body, each once, in their order."""
    return list(dict.fromkeys(_TOKEN.findall(body)))


def filled(body: str, fields: Iterable[Field], values: Mapping[str, str]) -> str:
    """Return a clean body with the fields in their places.

    Those that the body does not name stand as a table where it says `{isian}`, or before it.
    """
    known = {one.name: one for one in fields}
    named = set(tokens(body)) - {ALL}
    rest = [one for name, one in known.items() if name not in named and values.get(name)]
    table = _table(rest, values)
    body, found = _ALL.subn(lambda _: table, body, count=1)
    body = body if found else table + body

    def put(token: re.Match[str]) -> str:
        one = known.get(token[1])
        return token[0] if one is None else _value(one, values)

    return _TOKEN.sub(put, body)


def _value(one: Field, values: Mapping[str, str]) -> str:
    said = values.get(one.name, "")
    if not said:
        return f'<span class="open">{html.escape(one.title)}</span>'
    return "<br>".join(html.escape(line) for line in _braced(said).splitlines())


def _braced(text: str) -> str:
    """Return a value whose braces are no token: it is put in before the others are looked for."""
    return text.replace("{", "\uff5b").replace("}", "\uff5d")


def _table(fields: list[Field], values: Mapping[str, str]) -> str:
    if not fields:
        return ""
    rows = "".join(
        f"<tr><td>{html.escape(one.title)}</td><td>:</td><td>{_value(one, values)}</td></tr>"
        for one in fields
    )
    return f'<table class="filled"><tbody>{rows}</tbody></table>'
