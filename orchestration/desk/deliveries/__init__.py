"""Files that people put in: kept apart until they count, recognised before, and looked into afterwards."""
