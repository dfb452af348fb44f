"""The deliveries of many units in one warehouse, and one build that makes the figures of all.

Belongs here: the tables that units have read, put together (`tables`); the figures that come of them, held beside each
unit's own release (`figures`); the order of the work (`building`). Not here: the models, which keep units apart by
`kode_satker`, and the releases of many units as one report (consolidation), which needs no delivery.
"""
