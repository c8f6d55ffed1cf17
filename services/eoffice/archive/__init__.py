"""What becomes of letters once they are done: files, retention, transfer, destruction, books."""
