"""The verifiers' work queue: which record is looked at next, and by whom."""
