"""What was loaded, kept by its content; and how a folder of flows becomes it.

    digests    a file's SHA-256, read again only when the file may have changed       digests.py
    store      <home>/versions: manifests, texts, prompts, scripts                    store.py
    ready      a version as the engine takes it: checked, read, pickled               ready.py
    workshop   ports.yaml and all its flows -> versions, or all that is wrong         workshop.py

It runs in a worker process, and in `up` before there is an engine.  Why it is built so: docs/decisions/0105 to 0107."""
