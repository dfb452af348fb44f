"""What `verify` holds against each other: hashes, printed pages, figures, custody, succession."""
