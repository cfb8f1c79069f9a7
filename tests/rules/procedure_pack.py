"""The shipped procedures and calendars, read once."""

from __future__ import annotations

from functools import cache

from inspector_app import places
from inspector_app.catalog.library import Library
from inspector_app.rules.calendar import WorkCalendar


@cache
def book():
    return Library(places.forms_folder()).procedures()


@cache
def schedules():
    return tuple(Library(places.forms_folder()).calendars())


@cache
def calendar():
    return WorkCalendar(schedules())
