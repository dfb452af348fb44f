"""Deliveries as offices make them: what is clear is read, what is not is one finding with its place."""
