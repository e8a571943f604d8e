"""What doors gives to the pages of other apps."""
