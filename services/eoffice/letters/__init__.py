"""Letters on their way out: drafts, initials, signature, recipients."""
