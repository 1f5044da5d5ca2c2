"""A profile's SQLite file through sqlite-utils: the only room that speaks SQL."""
