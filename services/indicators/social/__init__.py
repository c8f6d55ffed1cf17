"""Posts of social media: counted by topic and sentiment; nobody in them is kept."""
