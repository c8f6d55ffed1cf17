"""What comes in from outside: Alertmanager, webhooks, e-mail. See docs/notifications/inbound.md."""
