"""Officers, their roles, keys and files, and every change that needs two people."""
