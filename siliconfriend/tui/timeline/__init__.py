"""The days that were talked on as a calendar, and what is understood of the person: to read, and to put right."""
