"""What the clock starts: scheduler, print spool, day opening and closing, backup."""
