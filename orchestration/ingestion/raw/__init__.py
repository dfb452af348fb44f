"""What was received and where it is kept: landing folder, archive, identities, raw tables."""
