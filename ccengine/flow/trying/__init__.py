"""A call that somebody tries out: the flow runs until it waits for its caller, and asks what he does.

    input        what is typed: keys, an agent's answer, silence ...       inputs.py, notation.py, quoting.py
    meant        what a line that nothing understands may have meant       meant.py
    hand         the inputs, taken one by one in the order of the call     hand.py
    line         the scripted call whose caller is asked                   line.py
    trial        one run from the begin, as far as the inputs reach        trial.py, desk.py
    session      step, break, back: runs from the begin, again and again   session.py, commands.py, shown.py

The scripted call is deterministic, so nothing is ever undone: to go back is to run the first inputs again."""
