"""A route's rule, which learns to write its own address when somebody first asks for that."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from werkzeug import routing


class Rule(routing.Rule):
    """Matches as any other.

    Werkzeug compiles two functions for each rule when it is added: half a second at each start for
    our six hundred, of which only a few are ever asked for (`url_for`).
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = super()._compile_builder

        @functools.cache
        def made() -> Callable[..., tuple[str, str]]:
            return compiled(append_unknown)

        def build(rule: routing.Rule, **values: Any) -> tuple[str, str]:
            return made()(rule, **values)

        return build
