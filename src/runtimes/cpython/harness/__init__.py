"""
The other half of a run on CPython: a package that the lab host starts in an interpreter that it found, and
talks to over two pipes. Standard library only, Python 3.8 and up.

    main.py       entry
    serve.py      the conversation with the host
    stage.py      one round: members started, released together, heard, asked for their reports
    member.py     what a thread or a process of a round does
    toolbox.py    Python's own primitives, by where the workers live
    board.py      a page of memory that workers write on and the host reads: progress, states, locks
    memory.py     what a process takes of it
    recording/    how the primitives are used, where that is asked for
    lifeline.py   the end of everything when the host is gone
    tasks/        one file for each task kind, beside its twin in src/catalog/tasks
"""
