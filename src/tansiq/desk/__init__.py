"""The liaison desk: reports, releases, recalls, corrections, permissions, requests, agreements."""
