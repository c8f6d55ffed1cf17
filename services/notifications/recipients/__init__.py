"""Who can be told: people, positions, who is on call for an agency, and groups of these."""
