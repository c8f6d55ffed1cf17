"""What the code may say when it refuses something, and where."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.following import Reader, Silent, Text, argued, given
from tests.sources import CALLABLE, Source, called

MESSAGE = {"FieldError": (1, "message")}  # which argument is the message, and its name
DETAIL = (0, "detail")


@dataclass(frozen=True)
class Said:
    """A message, where it is said."""

    place: str
    text: Text | Silent


@dataclass(frozen=True)
class Elsewhere:
    """Texts that come to a message on a way that can't be followed.

    `calls`: exceptions of these names, by the place of their text; `within`: all texts of more than
    one word in these functions.
    """

    files: str
    calls: tuple[tuple[str, int], ...] = ()
    within: tuple[str, ...] = ()


VALUE, WRONG, PRIVATE = ("ValueError", 0), ("Wrong", 1), ("_Wrong", 1)
ELSEWHERE = (
    Elsewhere("libs/kit/webhosts.py", within=("refused",)),
    Elsewhere("libs/photos/decoder.py", calls=(WRONG,)),
    Elsewhere("services/eoffice/archive/retention.py", within=("_read",)),
    Elsewhere("services/eoffice/letters/classification.py", within=("_wrong",)),
    Elsewhere("services/gateway/checking.py", calls=(VALUE,)),
    Elsewhere("services/gateway/ogc/asking.py", calls=(VALUE,)),
    Elsewhere("services/gis/files/apart/*.py", calls=(VALUE, WRONG)),
    Elsewhere("services/gis/files/apart/geometries.py", calls=(("refuse", 2), ("report", 2))),
    Elsewhere("services/gis/files/apart/reading.py", calls=(("_note", 2),)),
    Elsewhere("services/gis/files/apart/values.py", calls=(("refuse", 1),)),
    Elsewhere("services/gis/files/bordering.py", within=("_wrong",)),
    Elsewhere("services/gis/files/previewing.py", within=("_kept",)),
    Elsewhere("services/gis/layers/checking.py", calls=(VALUE,)),
    Elsewhere("services/indicators/imports/*.py", calls=(VALUE, ("Question", 1), ("Problem", 3))),
    Elsewhere("services/indicators/imports/taking.py", calls=(("_Refused", 1),)),
    Elsewhere("services/indicators/imports/mapping.py", within=("_wrong", "_wrong_inside")),
    Elsewhere("services/indicators/periods.py", calls=(VALUE,)),
    Elsewhere("services/notifications/cap/domain.py", within=("_head", "_infos")),
    Elsewhere("services/notifications/inbound/mapping.py", within=("_lacks",)),
    Elsewhere("services/notifications/inbound/signatures.py", calls=(VALUE,)),
    Elsewhere("services/notifications/shifts/domain.py", within=("__str__",)),
    Elsewhere("services/notifications/shifts/importing.py", calls=(PRIVATE,)),
    Elsewhere("services/notifications/walls/kinds.py", within=("_said",)),
)


# What may hide texts, and where those are looked for.
SILENT = {
    "libs/kit/rendering.py: said.decode(errors='replace').strip()[-200:]": "WeasyPrint's words",
    "services/elections/publication/answers.py: str(data.get('election'))": "an id",
    "services/eoffice/signing/signers.py: str(error)[:200]": "pyHanko's words",
    "services/gateway/checking.py: str(error)": ELSEWHERE,
    "services/gateway/ogc/asking.py: str(error)": ELSEWHERE,
    "services/gis/layers/checking.py: str(error)": ELSEWHERE,
    "services/gis/layers/describing.py: str(error)": ELSEWHERE,
    "services/indicators/asking.py: str(error)": ELSEWHERE,
    "services/indicators/imports/mapping.py: [(name, 'needs a text') for name in _TEXTS "
    "if data.get(name) is not None and (not _is_text(data[name]))]": ELSEWHERE,
    "services/indicators/imports/taking.py: str(error)": ELSEWHERE,
    "services/indicators/messages.py: str(error)": ELSEWHERE,
    "services/notifications/inbound/mapping.py: [f'has nothing for {name}' "
    "for name in ('key', 'headline') if not getattr(one, name)]": ELSEWHERE,
    "services/notifications/inbound/sources.py: str(error)": ELSEWHERE,
    "services/notifications/shifts/importing.py: str(wrong)": ELSEWHERE,
    "services/notifications/walls/messages.py: kinds.wrong(kind, options)": ELSEWHERE,
    "services/notifications/walls/messages.py: reader.raw('options')": "what a panel is given",
    "services/notifications/walls/messages.py: webhosts.refused(url, hosts)": ELSEWHERE,
}


def said(source: Source) -> Iterator[Said]:
    """Return every title, detail and message that is written down, and those that are not."""
    reader = Reader(source)
    for node in source.path:
        found = _messages(source, node)
        yield from (
            Said(source.place(node), text)
            for one in found
            for text in reader.all([one], frozenset())
        )
    for one in ELSEWHERE:
        for path in sorted(source.root.glob(one.files)):
            for node in _elsewhere(source, path, one):
                yield from (Said(source.place(node), text) for text in reader.texts(node))


def _messages(source: Source, node: ast.AST) -> Iterator[ast.AST]:
    """Return the expressions of a title, a detail or a message."""
    if isinstance(node, ast.ClassDef) and node.name in source.kinds:
        yield from (value for line in node.body for value in given(line, "title"))
    if isinstance(node, ast.Call):
        name = called(node.func)
        if name in MESSAGE:
            yield from argued([node], *MESSAGE[name])
        elif name in source.kinds or _is_super(source, node):
            yield from argued([node], *DETAIL)


def _is_super(source: Source, node: ast.Call) -> bool:
    around = next(source.scopes(node), None)
    owner = source.parents.get(around) if around else None
    mine = isinstance(owner, ast.ClassDef) and owner.name in source.kinds
    return mine and ast.unparse(node.func) == "super().__init__"


def _elsewhere(source: Source, path: Path, one: Elsewhere) -> Iterator[ast.AST]:
    places = dict(one.calls)
    for node in ast.walk(source.trees[path]):
        if isinstance(node, ast.Call) and called(node.func) in places:
            yield from node.args[places[called(node.func)] :][:1]
        elif isinstance(node, CALLABLE) and node.name in one.within:
            yield from _sentences(node)


def _sentences(node: ast.AST) -> Iterator[ast.AST]:
    """Return the texts of more than one word, without docstrings."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if isinstance(child, ast.JoinedStr):
            yield child
        elif isinstance(child, ast.Constant):
            if isinstance(child.value, str) and " " in child.value:
                yield child
        else:
            yield from _sentences(child)
