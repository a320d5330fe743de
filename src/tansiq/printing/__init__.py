"""Documents on paper: what a case says, as PDF in four languages.

Promises: a pure function from a document of plain values to bytes; the same document gives the same
bytes. Does not: fetch or choose what is printed, nor decide who may print it.
"""
