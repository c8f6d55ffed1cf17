"""The pages that people see all day: the wall, and the desks of the console."""

from services.gateway.web import (
    audit,
    closing,
    console,
    crews,
    field,
    layers,
    leaders,
    messages,
    office,
    office_verify,
    pages,
    public,
    quick_count,
    recap,
    rehearsals,
    roads,
    rules,
    signal,
    staff,
    stages,
    verify,
)
from services.gateway.web import map as map_page

blueprints = (
    pages.blueprint,
    console.blueprint,
    verify.blueprint,
    quick_count.blueprint,
    field.blueprint,
    crews.blueprint,
    public.blueprint,
    recap.blueprint,
    office_verify.blueprint,
    rehearsals.blueprint,
    messages.blueprint,
    closing.blueprint,
    rules.blueprint,
    leaders.blueprint,
    map_page.blueprint,
    layers.blueprint,
    roads.blueprint,
    signal.blueprint,
    staff.blueprint,
    stages.blueprint,
    office.blueprint,
    audit.blueprint,
)

__all__ = ["blueprints"]
