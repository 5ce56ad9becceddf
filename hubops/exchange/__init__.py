"""Messages in and out: files from and to other systems."""
