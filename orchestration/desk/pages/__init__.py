"""The pages: each asks the room that knows, and shows what it says."""
