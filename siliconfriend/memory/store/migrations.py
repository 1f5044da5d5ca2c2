"""The schema, step by step (sqlite-utils migrations).

Times are REAL seconds since 1970 in UTC, `zone` the seconds east of it where the words were said, `day` the
ISO date there. Nothing derived is stored but caches: vectors, and the search terms (see `terms.py`).
A step that has been released is never changed; a new one is added below it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils import Migrations

from siliconfriend.memory.store.frozen import holds_in_2026

if TYPE_CHECKING:
    from sqlite_utils import Database as SqliteUtils

schema = Migrations("siliconfriend")


@schema()
def dialogues_memories_and_vectors(db: SqliteUtils) -> None:
    """The first schema."""
    for statement in (
        """CREATE TABLE profile (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            name TEXT NOT NULL,
            language TEXT NOT NULL,
            created REAL NOT NULL,
            opened REAL NOT NULL,
            zone INTEGER NOT NULL,
            extra TEXT NOT NULL DEFAULT '{}'
        ) STRICT""",
        """CREATE TABLE portrait (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            overall_history TEXT NOT NULL DEFAULT '',
            overall_personality TEXT NOT NULL DEFAULT ''
        ) STRICT""",
        """CREATE TABLE conversation (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            started REAL NOT NULL,
            imported INTEGER NOT NULL DEFAULT 0
        ) STRICT""",
        """CREATE TABLE turn (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            conversation INTEGER NOT NULL REFERENCES conversation ON DELETE CASCADE,
            day TEXT NOT NULL,
            place INTEGER NOT NULL,
            query TEXT NOT NULL,
            response TEXT NOT NULL DEFAULT '',
            state TEXT NOT NULL CHECK (state IN ('open', 'finished', 'stopped', 'failed')),
            said REAL,
            answered REAL,
            zone INTEGER,
            model TEXT NOT NULL DEFAULT '',
            echo INTEGER NOT NULL DEFAULT 0,
            extra TEXT NOT NULL DEFAULT '{}',
            UNIQUE (day, place)
        ) STRICT""",
        "CREATE INDEX turn_by_conversation ON turn (conversation, id)",
        """CREATE TABLE memory (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL CHECK (kind IN ('turn', 'summary', 'insight', 'note')),
            turn INTEGER UNIQUE REFERENCES turn ON DELETE CASCADE,
            day TEXT NOT NULL,
            text TEXT,
            state TEXT NOT NULL DEFAULT 'alive' CHECK (state IN ('alive', 'pinned', 'faded')),
            strength REAL NOT NULL DEFAULT 1 CHECK (strength > 0),
            formed REAL NOT NULL,
            recalled REAL NOT NULL,
            faded REAL,
            extra TEXT NOT NULL DEFAULT '{}',
            CHECK ((kind = 'turn') = (turn IS NOT NULL)),
            CHECK ((kind = 'turn') = (text IS NULL))
        ) STRICT""",
        "CREATE INDEX memory_by_fading ON memory (state, recalled, strength)",
        "CREATE INDEX memory_by_day ON memory (day, kind)",
        """CREATE TABLE recall (
            turn INTEGER NOT NULL REFERENCES turn ON DELETE CASCADE,
            rank INTEGER NOT NULL,
            memory INTEGER NOT NULL REFERENCES memory ON DELETE CASCADE,
            score REAL NOT NULL,
            why TEXT NOT NULL,
            PRIMARY KEY (turn, rank)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX recall_by_memory ON recall (memory)",
        """CREATE TABLE embedder (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            dimension INTEGER NOT NULL,
            UNIQUE (name, dimension)
        ) STRICT""",
        """CREATE TABLE vector (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            embedder INTEGER NOT NULL REFERENCES embedder ON DELETE CASCADE,
            memory INTEGER NOT NULL REFERENCES memory ON DELETE CASCADE,
            vector BLOB NOT NULL,
            UNIQUE (embedder, memory)
        ) STRICT""",
        "CREATE INDEX vector_by_memory ON vector (memory)",
        "CREATE TABLE cache (name TEXT PRIMARY KEY, stamp TEXT NOT NULL) STRICT, WITHOUT ROWID",
    ):
        db.execute(statement)


@schema()
def order_of_words_and_clocks_without_recalls(db: SqliteUtils) -> None:
    """`turn.at` orders the transcript: when it was said, or where only the day is known, the day's beginning.

    `memory.held` is where a clock would stand had no reply recalled the memory. Places within a day are 0, 1, 2 ...
    """
    for statement in (
        "ALTER TABLE turn ADD COLUMN at REAL NOT NULL DEFAULT 0",
        """UPDATE turn SET at =
            coalesce(said, CAST(strftime('%s', day) AS REAL) - coalesce((SELECT zone FROM profile), 0))""",
        "CREATE INDEX turn_by_moment ON turn (at)",
        "ALTER TABLE memory ADD COLUMN held REAL NOT NULL DEFAULT 0",
        """UPDATE memory SET held = CASE WHEN recalled <= (
            SELECT max(turn.answered) FROM recall JOIN turn ON turn.id = recall.turn
            WHERE recall.memory = memory.id) THEN formed ELSE recalled END""",
        "CREATE INDEX memory_by_state ON memory (state, day)",
    ):
        db.execute(statement)


@schema()
def reflections_and_where_they_came_from(db: SqliteUtils) -> None:
    """What a model or the built-in method understood, from which turns; what the person says of it.

    A `reflection` is a day's (its text is the memory's) or a version of a part of the portrait. Its `base` is the
    version it went on from; what else it was made from is in `reflection_source`, with a digest of a day's text as
    it was. `own_word` holds what the person says of the portrait: sentences of their `own`, sentences `struck`
    out of it, and facts `retracted`. `portrait` keeps how the two stand: the models the person agreed to pay for,
    and when the companion greeted last.
    """
    for statement in (
        """CREATE TABLE reflection (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            part TEXT NOT NULL CHECK (part IN ('summary', 'insight', 'history', 'personality', 'strategy')),
            memory INTEGER UNIQUE REFERENCES memory ON DELETE CASCADE,
            text TEXT,
            author TEXT NOT NULL CHECK (author IN ('model', 'user', 'import')),
            model TEXT NOT NULL DEFAULT '',
            prompt TEXT NOT NULL DEFAULT '',
            at REAL NOT NULL,
            zone INTEGER NOT NULL,
            fingerprint TEXT NOT NULL DEFAULT '',
            base INTEGER REFERENCES reflection,
            CHECK ((part IN ('summary', 'insight')) = (memory IS NOT NULL)),
            CHECK ((memory IS NULL) = (text IS NOT NULL))
        ) STRICT""",
        "CREATE INDEX reflection_by_part ON reflection (part, id)",
        "CREATE INDEX reflection_by_base ON reflection (base)",
        """CREATE TABLE reflection_source (
            reflection INTEGER NOT NULL REFERENCES reflection ON DELETE CASCADE,
            turn INTEGER REFERENCES turn ON DELETE CASCADE,
            memory INTEGER REFERENCES memory ON DELETE CASCADE,
            digest TEXT NOT NULL DEFAULT '',
            CHECK ((turn IS NULL) != (memory IS NULL))
        ) STRICT""",
        "CREATE INDEX reflection_source_by_reflection ON reflection_source (reflection)",
        "CREATE INDEX reflection_source_by_turn ON reflection_source (turn)",
        "CREATE INDEX reflection_source_by_memory ON reflection_source (memory)",
        """CREATE TABLE own_word (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL CHECK (kind IN ('own', 'struck', 'retracted')),
            part TEXT NOT NULL DEFAULT '',
            text TEXT NOT NULL,
            at REAL NOT NULL,
            zone INTEGER NOT NULL,
            base INTEGER REFERENCES reflection ON DELETE CASCADE
        ) STRICT""",
        "CREATE INDEX own_word_by_base ON own_word (base)",
        """INSERT INTO reflection (part, memory, author, at, zone)
            SELECT kind, id, 'import', formed, coalesce((SELECT zone FROM profile), 0) FROM memory
            WHERE kind IN ('summary', 'insight')""",
        """INSERT INTO reflection_source (reflection, turn)
            SELECT reflection.id, turn.id FROM reflection JOIN memory ON memory.id = reflection.memory
            JOIN turn ON turn.day = memory.day""",
        """INSERT INTO reflection (part, text, author, at, zone)
            SELECT 'history', overall_history, 'import', profile.created, profile.zone
            FROM portrait, profile WHERE overall_history != ''""",
        """INSERT INTO reflection (part, text, author, at, zone)
            SELECT 'personality', overall_personality, 'import', profile.created, profile.zone
            FROM portrait, profile WHERE overall_personality != ''""",
        """INSERT INTO reflection_source (reflection, turn)
            SELECT reflection.id, turn.id FROM reflection, turn WHERE reflection.memory IS NULL""",
        """INSERT INTO reflection_source (reflection, memory)
            SELECT whole.id, day.memory FROM reflection AS whole JOIN reflection AS day
            ON (whole.part, day.part) IN (VALUES ('history', 'summary'), ('personality', 'insight'))""",
        "ALTER TABLE portrait DROP COLUMN overall_history",
        "ALTER TABLE portrait DROP COLUMN overall_personality",
        "ALTER TABLE portrait ADD COLUMN agreed TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE portrait ADD COLUMN greeted REAL NOT NULL DEFAULT 0",
    ):
        db.execute(statement)


@schema()
def verdicts_and_an_order_to_browse_in(db: SqliteUtils) -> None:
    """What the person thinks of single memories, and an index that lists memories by day without reading them.

    A `verdict` lowers a memory in recall by its `factor`; 0 is never recalled. `condemned` is when the person
    deleted it: it is out of sight, and goes for good when there is no way back any more.
    """
    for statement in (
        """CREATE TABLE verdict (
            memory INTEGER PRIMARY KEY REFERENCES memory ON DELETE CASCADE,
            factor REAL NOT NULL DEFAULT 1 CHECK (factor BETWEEN 0 AND 1),
            condemned REAL
        ) STRICT""",
        "CREATE INDEX memory_in_order ON memory (day, id, kind, state)",
    ):
        db.execute(statement)


@schema()
def what_a_person_chose(db: SqliteUtils) -> None:
    """What the companion is called, which model answers and how the screen looks; empty: as the settings say."""
    for name in ("companion", "model", "theme"):
        db.execute(f"ALTER TABLE profile ADD COLUMN {name} TEXT NOT NULL DEFAULT ''")


@schema()
def people_whose_words_stay_here(db: SqliteUtils) -> None:
    """`profile.local_only`: no model and no embedder elsewhere may read the person's words."""
    db.execute("ALTER TABLE profile ADD COLUMN local_only INTEGER NOT NULL DEFAULT 0")


@schema()
def days_with_words_and_when_they_changed(db: SqliteUtils) -> None:
    """`spoken_day` has a row for each day with turns or notes; any change of its words gives it another number,
    never used before. `reflection.seen` is the number with which it was found to fit its day; NULL: not known.
    """
    changed = "INSERT OR REPLACE INTO spoken_day (day) VALUES ({row}.day);"
    silent = (
        "DELETE FROM spoken_day WHERE day = OLD.day AND NOT EXISTS (SELECT 1 FROM turn WHERE day = OLD.day) "
        "AND NOT EXISTS (SELECT 1 FROM memory WHERE day = OLD.day AND kind = 'note');"
    )
    new, old = changed.format(row="NEW"), changed.format(row="OLD")
    words = "(OLD.query, OLD.response, OLD.echo, OLD.day) IS NOT (NEW.query, NEW.response, NEW.echo, NEW.day)"
    note = "NEW.kind = 'note' AND (OLD.text, OLD.day) IS NOT (NEW.text, NEW.day)"
    for statement in (
        "CREATE TABLE spoken_day (number INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT NOT NULL UNIQUE) STRICT",
        """INSERT INTO spoken_day (day)
            SELECT day FROM turn UNION SELECT day FROM memory WHERE kind = 'note' ORDER BY 1""",
        "ALTER TABLE reflection ADD COLUMN seen INTEGER",
        f"CREATE TRIGGER turn_said AFTER INSERT ON turn BEGIN {new} END",
        f"CREATE TRIGGER turn_changed AFTER UPDATE ON turn WHEN {words} BEGIN {old} {silent} {new} END",
        f"CREATE TRIGGER turn_gone AFTER DELETE ON turn BEGIN {old} {silent} END",
        f"CREATE TRIGGER note_kept AFTER INSERT ON memory WHEN NEW.kind = 'note' BEGIN {new} END",
        f"CREATE TRIGGER note_changed AFTER UPDATE ON memory WHEN {note} BEGIN {old} {silent} {new} END",
        f"CREATE TRIGGER note_gone AFTER DELETE ON memory WHEN OLD.kind = 'note' BEGIN {old} {silent} END",
    ):
        db.execute(statement)


@schema()
def memories_held_less_firmly_than_new_ones(db: SqliteUtils) -> None:
    """An index of the few that may fade within the life of a new memory: all others are found by when they were
    last recalled.
    """
    db.execute("CREATE INDEX memory_by_fading_soon ON memory (state, recalled, strength) WHERE strength < 1")


@schema()
def days_of_which_something_is_never_to_be_told(db: SqliteUtils) -> None:
    """A day has another number, too, when one of its turns or notes is never to be recalled, or is again."""
    renew = (
        "INSERT OR REPLACE INTO spoken_day (day) SELECT DISTINCT day FROM memory WHERE kind IN ('turn', 'note') AND"
    )
    changed = "(OLD.factor = 0) IS NOT (NEW.factor = 0)"
    db.execute(f"{renew} id IN (SELECT memory FROM verdict WHERE factor = 0)")
    db.execute(
        f"CREATE TRIGGER word_silenced AFTER UPDATE OF factor ON verdict WHEN {changed} "
        f"BEGIN {renew} id = NEW.memory; END"
    )


@schema()
def what_was_let_go_and_what_a_reflection_tells(db: SqliteUtils) -> None:
    """`verdict.let_go`: the person let it fade, no curve. Its day has another number then, and when it is back.

    `reflection_source.told`: whoever wrote the reflection's present words was told of it. Where that is not known,
    the day is thought over again.
    """
    silenced = (
        "(turn IN (SELECT memory.turn FROM memory JOIN verdict ON verdict.memory = memory.id WHERE factor = 0) "
        "OR memory IN (SELECT memory FROM verdict WHERE factor = 0))"
    )
    for statement in (
        "ALTER TABLE verdict ADD COLUMN let_go INTEGER NOT NULL DEFAULT 0",
        """CREATE TRIGGER word_let_go AFTER UPDATE OF let_go ON verdict WHEN OLD.let_go IS NOT NEW.let_go BEGIN
            INSERT OR REPLACE INTO spoken_day (day)
            SELECT day FROM memory WHERE kind IN ('turn', 'note') AND id = NEW.memory; END""",
        "ALTER TABLE reflection_source ADD COLUMN told INTEGER NOT NULL DEFAULT 1",
        f"""UPDATE reflection_source SET told = 0 WHERE {silenced} AND reflection IN (
            SELECT reflection.id FROM reflection JOIN memory ON memory.id = reflection.memory
            JOIN spoken_day ON spoken_day.day = memory.day WHERE reflection.seen = spoken_day.number)""",
        f"""UPDATE reflection SET fingerprint = '' WHERE memory IS NOT NULL
            AND id IN (SELECT reflection FROM reflection_source WHERE told AND {silenced})""",
    ):
        db.execute(statement)


@schema()
def what_a_retraction_silenced(db: SqliteUtils) -> None:
    """`silenced_by`: a memory that is never recalled because of a fact retracted, and its `factor` before; what the
    person silenced by hand is not there. Where that was not kept, all that holds the retracted words is.
    """
    for statement in (
        """CREATE TABLE silenced_by (
            memory INTEGER NOT NULL REFERENCES memory ON DELETE CASCADE,
            word INTEGER NOT NULL REFERENCES own_word ON DELETE CASCADE,
            factor REAL NOT NULL DEFAULT 1 CHECK (factor BETWEEN 0 AND 1),
            PRIMARY KEY (memory, word)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX silenced_by_word ON silenced_by (word)",
    ):
        db.execute(statement)
    retracted = db.execute("SELECT id, text FROM own_word WHERE kind = 'retracted'").fetchall()
    silent = """SELECT memory.id, coalesce(memory.text, turn.query) FROM verdict
        JOIN memory ON memory.id = verdict.memory LEFT JOIN turn ON turn.id = memory.turn
        WHERE verdict.factor = 0 AND memory.kind IN ('turn', 'note')"""
    for memory, said in db.execute(silent).fetchall() if retracted else ():
        for word, text in retracted:
            if holds_in_2026(said, text):
                db.execute("INSERT INTO silenced_by (memory, word) VALUES (?, ?)", [memory, word])


@schema()
def where_a_model_was_chosen(db: SqliteUtils) -> None:
    """`profile.model_at`: the server that the person's own model was chosen at; empty where that is not known."""
    db.execute("ALTER TABLE profile ADD COLUMN model_at TEXT NOT NULL DEFAULT ''")


@schema()
def turns_that_topics_came_from(db: SqliteUtils) -> None:
    """The built-in method took topics from turns of days that it did not name: any that was there may be one of
    them, and is named as such, so that nothing is left of it when it is deleted. What went on goes with that.
    """
    db.execute(
        """INSERT INTO reflection_source (reflection, turn, told)
        SELECT version.id, turn.id, 0 FROM reflection AS version
        JOIN turn ON turn.said IS NULL OR turn.said <= version.at
        LEFT JOIN reflection AS base ON base.id = version.base
        WHERE version.memory IS NULL AND version.author = 'model' AND version.model = 'builtin'
        AND (base.id IS NULL OR base.author != 'model' OR base.model != 'builtin')"""
    )
