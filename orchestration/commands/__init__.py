"""What a person types: a module for each group of commands, an object of `click` each.

Belongs here: options, questions, messages, exit codes. Not here: any work; each command calls one function of another
room, and loads it only then.
"""
