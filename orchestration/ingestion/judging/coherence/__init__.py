"""Whether the rows of a delivery agree with each other, and with what was delivered before: what one cell cannot tell.

A number left out of a register, a date that runs backwards, a fact that a later export states otherwise: each cell fits
its contract, and yet the figures would be wrong. Every rule is declared by a contract (`coherence`) and says why the
data have to be so. Belongs here: the rules. Not here: control totals that the file states itself (controls), the
readable value of single cells (validation, expectations), agreement between sources (data tests of the models).

A rule warns, because a register may have a reason; a rule with `holds_back` refuses, because it cannot.
"""
