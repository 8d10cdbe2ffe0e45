"""Segments of records on disk: the writer (engine), the reader and tail (recovery, office), snapshots."""
