"""One reader for each kind of file: bytes in, pieces of text out; run behind the walls only."""
