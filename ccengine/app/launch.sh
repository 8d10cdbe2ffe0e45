# Sourced by the launchers in bin/, with $top set.  launch KIND MODULE ARG... runs the module with the Python of .venv,
# after making .venv when it is not what the lock of KIND (runtime, test) says.

# A Python of 3.11 to 3.13 that runs for this user: one found on PATH may lie in another user's home.  The system's own
# comes first, since every user can run it.
find_python() {
    for python in ${CCENGINE_PYTHON:-/usr/bin/python3 python3.13 python3.12 python3.11 python3 \
            /usr/bin/python3.13 /usr/bin/python3.12 /usr/bin/python3.11 /usr/local/bin/python3}; do
        if "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; then
            printf '%s\n' "$python"
            return 0
        fi
    done
    echo "ccengine: no Python 3.11, 3.12 or 3.13 that this user can run was found" >&2
    echo "    as root: apt-get install python3 python3-venv, or name one: CCENGINE_PYTHON=/path/to/python3" >&2
    return 1
}

launch() {
    kind=$1 module=$2
    shift 2
    case $kind in test) lock=requirements-test.lock ;; *) lock=requirements.lock ;; esac
    if ! { [ -x "$top/.venv/bin/python" ] &&
            { cat "$top/$lock" && printf '# %s\n' "$top"; } | cmp -s - "$top/.venv/.ccengine-$kind"; }; then
        python=$(find_python) || exit 1
        "$python" -P "$top/ccengine/app/bootstrap.py" "$kind" || exit 1
    fi
    # Set in many containers, to keep their layers small; each of our many processes would compile all of ccengine anew.
    unset PYTHONDONTWRITEBYTECODE
    exec "$top/.venv/bin/python" -P -m "$module" "$@"
}
