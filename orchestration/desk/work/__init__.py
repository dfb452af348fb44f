"""What takes long or much memory, in a process of its own: recognising files, running a quarter, approving it."""
