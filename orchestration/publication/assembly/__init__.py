"""From the templates and a book to the neutral document."""
