"""The synthetic deliveries: same bytes every time, and totals that agree with the published report."""
