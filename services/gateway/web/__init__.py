"""The pages that people see all day. First of them: the wall."""

from services.gateway.web.pages import blueprint

__all__ = ["blueprint"]
