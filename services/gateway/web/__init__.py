"""The pages that people see all day: the wall, and the desks of the console."""

from services.gateway.web import console, field, pages, public, quick_count, verify

blueprints = (
    pages.blueprint,
    console.blueprint,
    verify.blueprint,
    quick_count.blueprint,
    field.blueprint,
    public.blueprint,
)

__all__ = ["blueprints"]
