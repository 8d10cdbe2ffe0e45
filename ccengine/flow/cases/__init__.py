"""Cases: calls of which a file says how they go, run without a telephone.

    case       what the file says                                  case.py, read.py, answers.py
    judge      a case run, and where it went otherwise             judge.py
    asked      answers that nothing asked for                      asked.py
    coverage   which nodes and exits all the cases came through    coverage.py
    rewrite    the transcripts as they are now, into the file      rewrite.py
    record     a real call -> a case                               recorded.py, visits.py, replies.py, written.py

Docs: docs/manual/testing.md."""
