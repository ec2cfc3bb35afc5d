#!/usr/bin/python3
"""Import PyTorch once, then run scripts in forks of this process: tests/Support/PythonServer.cs.

Reads a line of JSON per script, {"id", "arguments", "stdout", "stderr"}: arguments as Python itself takes them, a path or
`-c` and a text, then the script's own. Writes a line `id exit-code` when a script has ended; several may run at a time.
No script sees what another has done, since each has the process as it is after the imports.
"""

import json
import os
import signal
import sys
import traceback
import types

import numpy  # noqa: F401
import torch  # noqa: F401
import torchvision  # noqa: F401


def run(request):
    """Run one script in this process, as `python3 ARGUMENTS` would; returns the exit code."""
    for number, path in ((1, request["stdout"]), (2, request["stderr"])):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    arguments = request["arguments"]
    main = types.ModuleType("__main__")
    if arguments[0] == "-c":
        name, text, folder = "<string>", arguments[1], ""
        sys.argv = ["-c", *arguments[2:]]
    else:
        name, folder = arguments[0], os.path.dirname(os.path.abspath(arguments[0]))
        with open(name, encoding="utf-8") as file:
            text = file.read()
        sys.argv = list(arguments)
        main.__file__ = name
    sys.path[0] = folder
    sys.modules["__main__"] = main
    try:
        exec(compile(text, name, "exec"), main.__dict__)
        return 0
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
            return 1
        return end.code or 0
    except BaseException:
        traceback.print_exc()
        return 1


def answer(request, replies):
    """Fork a script, wait for its end and write its exit code; runs in a process of its own, so that others may start."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    script = os.fork()
    if script == 0:
        os.close(replies)
        sys.exit(run(request))
    status = os.waitpid(script, 0)[1]
    os.write(replies, f"{request['id']} {os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def serve():
    replies = os.dup(1)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    os.write(replies, b"ready\n")
    requests = os.dup(0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    with open(requests, encoding="utf-8") as lines:
        for line in lines:
            if os.fork() == 0:
                answer(json.loads(line), replies)


serve()
