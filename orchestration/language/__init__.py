"""What the program says, in the language of who reads it: English in the code, Indonesian from one catalogue.

Belongs here: sentences that remember how they were made, the catalogue of their Indonesian (`id.po`, the format of
gettext), which language is spoken. Not here: any sentence; each stands where its stop does its work.

A sentence is made by `say("{file}: not read", file=name)`. It is a `str` in English, so files, keys and programs see
what they always saw, and `told(sentence, "id")` gives it in Indonesian from the same parts. Who shows something asks
`told(text, language)` and nothing else:

    told(finding.line(), "id")        the finding as a person reads it, one line a cause
    told(finding.message, "id")       its sentence alone
    told(entry.demands, "id")         what a check demands; `entry.reason` and `entry.remedy` likewise; `entry.nama`
    told(error, "id")                 a mistake in a file of the unit (ConfigurationError), or another refusal

A text that is no sentence (a name, a cell, what a library says) comes back as it is.
"""
