"""Roads: sections, what surveys and people say of them, and how much is in good order."""
