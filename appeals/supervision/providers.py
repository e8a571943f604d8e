"""What supervision gives to the pages of other apps."""
