"""Questions to the books in plain SQL, for SQLite and PostgreSQL; nothing of ccengine is used."""

UNCOVERED = """
WITH told AS (
    SELECT agent, n, since, until,
           LEAD(since) OVER (PARTITION BY agent ORDER BY n) AS next_since,
           LEAD(n) OVER (PARTITION BY agent ORDER BY n) AS next_n
    FROM agent_intervals
)
SELECT agent, n, since, until, next_since FROM told
WHERE CASE WHEN next_n IS NULL THEN until IS NOT NULL ELSE until IS NULL OR until <> next_since END
   OR until < since
ORDER BY n
"""
"""Intervals that do not end where the agent's next one begins, or are the last and have ended: a gap, or an overlap."""
