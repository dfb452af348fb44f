"""What the report says of its own figures: explanation, trail panels, comparison, revisions, privacy."""
