"""What happens in the region: reported, verified, worked on, over. See docs/notifications."""
