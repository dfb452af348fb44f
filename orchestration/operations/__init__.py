"""Keeping an installation alive for years: copying and bringing back, looking after it, telling people, clearing up.

Belongs here: what an office's IT person does with a workspace as a whole. Not here: what becomes of a quarter (run/),
and the pages of stewards (desk/). Nothing here changes a delivery, an answer or a release.
"""
