"""The shapes of bodies and answers, of which each has a name of its own."""

import importlib
import pkgutil
from collections import Counter

from services.gateway import shapes


def test_no_two_shapes_have_one_name():
    """Of two with one name the last would check the other's bodies."""
    found = Counter(
        name
        for module in pkgutil.iter_modules(shapes.__path__)
        for name in getattr(
            importlib.import_module(f"{shapes.__name__}.{module.name}"), "SCHEMAS", {}
        )
    )
    assert [name for name, count in found.items() if count > 1] == []
