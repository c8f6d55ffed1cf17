"""What the public sees: counted results of published elections, as answers and as files."""
