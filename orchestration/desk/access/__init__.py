"""Who somebody is and what they may: accounts, passwords, sessions, the journal of acts. Knows nothing of pages."""
