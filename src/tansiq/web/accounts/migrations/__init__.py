"""Steps of the tables of the accounts."""
