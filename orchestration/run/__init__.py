"""One run of one quarter in this process: lock, history, interface, and what is decided before anything heavy loads."""
