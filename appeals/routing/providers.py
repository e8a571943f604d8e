"""What routing gives to the pages of other apps."""
