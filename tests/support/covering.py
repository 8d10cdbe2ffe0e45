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

LOGGED_IN = """
SELECT agent,
       max(CASE WHEN state <> 'logged_out' THEN coalesce(until, :now) END)
           - min(CASE WHEN state <> 'logged_out' THEN since END) AS present,
       sum(CASE WHEN state <> 'logged_out' THEN coalesce(until, :now) - since ELSE 0 END) AS in_states
FROM agent_intervals GROUP BY agent
"""
"""Of agents who never logged out in between: from the first log-in to the last moment, and the sum of their states."""

TALKS = """
SELECT offer, since, until FROM agent_intervals
WHERE state = 'talking' AND until IS NOT NULL AND NOT since_estimated AND NOT until_estimated
ORDER BY n
"""
