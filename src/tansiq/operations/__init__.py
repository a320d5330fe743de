"""Operations: one order for all, own parts bound into it, votes, stops, the day as it happens."""
