"""One reader for each kind of file, pure: bytes in, pieces of text out; run behind the walls only."""
