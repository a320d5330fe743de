"""The words of the field as pure values: what may be said, never who may say it.

Promises: no state, no clock of its own, no network, no database; everything here is a value or a
rule over values. Does not: decide access, write records, or import any other package of Tansiq.
"""
