"""The law packs as shipped, read once for the tests of this room."""

from functools import cache

from inspector_app import places
from inspector_app.catalog.library import Library
from inspector_app.rules.penalty import assess
from inspector_app.rules.penalty_facts import read_facts


@cache
def book():
    return Library(places.forms_folder()).lawbook()


def penalty(violation, **facts):
    return assess(book(), read_facts({"violation": violation, **facts}))
