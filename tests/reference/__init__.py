"""The model a second time: slow, plain Python, one object per resident, dispute and office.

Written from the rules of ``docs/model.md`` and meant to be read beside it: every module names the
sections it follows. It takes from the package the built city (people, ties, places), the scenario, the
keyed dice, the slots of the offices, and the names of events and statuses; the rules are its own.
`test_reference.py` demands that `govsim.CityModel` writes the same history, event by event.
"""
