"""The models: known answers worked out by hand, policies, what happens when data are missing, trails, structure."""
