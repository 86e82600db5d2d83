"""What a start loads: by the time the first tab is filled, the rules of that tab alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

WATCH = """
import json, os, sys
from pathlib import Path
from aip_desktop.ui.shell.startup import start_window

def told(stage):
    if stage == "filled":
        print(json.dumps([name for name in sys.modules if name.startswith("aip_desktop.domain.")]), flush=True)
        os._exit(0)

start_window(Path(sys.argv[1]), told)
"""
SHIPPED = "aip_desktop.domain.reference"  # the council's figures, which any tab reads


def test_the_first_tab_loads_its_own_rules_and_no_others(shipped_sample: Path, tmp_path: Path) -> None:
    (tmp_path / "preferences.json").write_text('{"officer": "Officer"}', "utf-8")  # else the window asks
    sample = tmp_path / "sample.aip"
    sample.write_bytes(shipped_sample.read_bytes())
    environment = {**os.environ, "AIP_DESKTOP_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", WATCH, str(sample)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=True)
    rooms = {".".join(name.split(".")[:3]) for name in json.loads(done.stdout)}
    assert rooms == {"aip_desktop.domain.partnerships", SHIPPED}
