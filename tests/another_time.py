"""A process that lives at another time, and tells whom it asks for an address: a library laid before the system's own.

Belongs here: the library and the variables under which it is used. Not here: what is done at that time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

# Asks of the time are answered so many seconds beside the truth, and what would reach another machine is written down;
# Python, DuckDB, SQLite and the native renderers ask this way.
WORLD = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
static void note(const char *what) {
    int file = open(getenv("CALLS"), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file >= 0) { if (write(file, what, strlen(what)) && write(file, "\\n", 1)) {} close(file); }
}
static int far(const struct sockaddr *to) { return to && (to->sa_family == AF_INET || to->sa_family == AF_INET6); }
int connect(int s, const struct sockaddr *to, socklen_t length) {
    int (*real)(int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "connect");
    if (far(to)) note("connect");
    return real(s, to, length);
}
ssize_t sendto(int s, const void *what, size_t size, int flags, const struct sockaddr *to, socklen_t length) {
    ssize_t (*real)(int, const void *, size_t, int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "sendto");
    if (far(to)) note("sendto");
    return real(s, what, size, flags, to, length);
}
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    real = dlsym(RTLD_NEXT, "getaddrinfo");
    note(node ? node : "getaddrinfo");
    return real(node, service, hints, found);
}
int clock_gettime(clockid_t which, struct timespec *found) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int code = real(which, found);
    if (which == CLOCK_REALTIME) found->tv_sec += atol(getenv("BESIDE"));
    return code;
}
"""


def beside(folder: Path, seconds: int) -> dict[str, str]:
    """Variables under which a process lives some seconds beside the true time and its calls to others are listed.

    None where there is no compiler: the run is then an ordinary one.
    """
    compiler = shutil.which("cc")
    if compiler is None:
        return {}
    (folder / "world.c").write_text(WORLD)
    library = folder / "world.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, folder / "world.c", "-ldl"], check=True)
    shifted = {"LD_PRELOAD": str(library), "BESIDE": str(seconds), "CALLS": str(folder / "calls")}
    knock = [sys.executable, "-c", "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"]
    subprocess.run(knock, env={**os.environ, **shifted}, check=True)
    assert (folder / "calls").read_text() == "connect\n"
    (folder / "calls").unlink()
    ask = [sys.executable, "-c", "import time; print(time.time())"]
    found = subprocess.run(ask, env={**os.environ, **shifted}, capture_output=True, text=True, check=True)
    truth = subprocess.run(ask, capture_output=True, text=True, check=True)
    assert abs(float(found.stdout) - float(truth.stdout) - seconds) < 60
    return shifted
