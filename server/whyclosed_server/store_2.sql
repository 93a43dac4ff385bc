-- Version 2. Orders whose time was over when somebody last looked, and since when: one wrong clock alone deletes nothing.
CREATE TABLE over (owner TEXT PRIMARY KEY, since TEXT NOT NULL);  -- UTC
