"""The pages that people see all day: the wall, and the desks of the console."""

from services.gateway.web import console, pages, public

blueprints = (pages.blueprint, console.blueprint, public.blueprint)

__all__ = ["blueprints"]
