"""What people decide about records: decisions, quarantine, final, reopening."""
