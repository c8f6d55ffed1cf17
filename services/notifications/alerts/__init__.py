"""Who must know of what, who has it in hand, who is told next. See docs/notifications/alerts.md."""
