"""What problems gives to the pages of other apps."""
