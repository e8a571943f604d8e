"""Pages that mix apps: home, and help."""
