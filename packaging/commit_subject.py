"""Refuses a commit whose subject is longer than 72 characters or runs into its body: a hook of pre-commit.

commit_subject.py FILE, where FILE holds the message as Git hands it over.
"""

import sys
from pathlib import Path

LONGEST = 72  # characters: what Git's own lists show whole


def fault(message: str) -> str:
    """What is wrong with a message; empty if nothing is. Git takes away lines that begin with #."""
    lines = [line for line in message.splitlines() if not line.startswith("#")]
    while lines and not lines[0].strip():
        lines.pop(0)
    if not lines:
        return "the message is empty"
    subject = lines[0].strip()
    if len(subject) > LONGEST:
        return f"the subject has {len(subject)} characters. Shorten it to {LONGEST}, and tell the rest in the body"
    if lines[1:] and lines[1].strip():
        return "the subject runs on into the second line. Leave a blank line under it"
    return ""


def main(path: str) -> int:
    """Check the message in a file; 1 and a sentence if it will not do."""
    found = fault(Path(path).read_text("utf-8"))
    if found:
        print(f"Not committed: {found}.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
