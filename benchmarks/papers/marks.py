"""Times one run: seconds, seconds of the processor, and the peak memory of the process, told as one line."""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path


def timed(out: str, make: Callable[[], list[bytes]]) -> None:
    """Make PDFs, time that, write them one after the other, and tell."""
    began, worked = time.perf_counter(), time.process_time()
    made = make()
    seconds, processor = time.perf_counter() - began, time.process_time() - worked
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    for number, body in enumerate(made, 1):
        Path(f"{out}{number}.pdf").write_bytes(body)
    size = sum(map(len, made))
    print(json.dumps({"seconds": seconds, "processor": processor, "memory": memory, "size": size}))
