#!/usr/bin/env python3
"""Asks the relay everything its description allows, and more: 0 server errors, 0 undescribed answers.

    python described.py WORKBENCH SCHEMATHESIS [EXAMPLES]

WORKBENCH is the built example `workbench`, SCHEMATHESIS its command (PyPI, 4.x), EXAMPLES how many
requests of each operation (50). Ends with 0 only when schemathesis found nothing.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

# Bytes that are "any" to a schema are an envelope batch to the relay: it may refuse them.
NOT_FOR_BYTES = "positive_data_acceptance"
# Operations that would end the space or the session that the run needs, and the stream that never ends.
APART = [
    ("DELETE", "/v1/spaces/{id}"),
    ("PUT", "/v1/spaces/{id}/access"),
    ("GET", "/v1/spaces/{id}/live"),
]


def main(workbench: str, schemathesis: str, examples: str = "50") -> int:
    with tempfile.TemporaryDirectory() as folder:
        database = pathlib.Path(folder) / "relay.sqlite"
        host = subprocess.Popen(
            [workbench, "host", str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        try:
            told = json.loads(host.stdout.readline())
            inside = run(schemathesis, told, examples, folder, apart=False)
            # A space that is not there: what would end it is asked all the same.
            told["space"] = "00" * 16
            outside = run(schemathesis, told, examples, folder, apart=True)
        finally:
            host.stdin.close()
            host.wait(timeout=30)
    return inside or outside


def run(schemathesis: str, told: dict, examples: str, folder: str, apart: bool) -> int:
    config = pathlib.Path(folder) / "schemathesis.toml"
    config.write_text(
        f'[parameters]\n"path.id" = "{told["space"]}"\n\n'
        "[[operations]]\n"
        'include-path = "/v1/mailboxes/{id}"\n'
        f'parameters = {{ "path.id" = "{"ab" * 32}" }}\n'
    )
    chosen = [f"--include-name={method} {path}" for method, path in APART]
    if not apart:
        chosen = [option.replace("--include", "--exclude") for option in chosen]
    command = [
        schemathesis,
        f"--config-file={config}",
        "run",
        f"{told['url']}/openapi.json",
        f"--max-examples={examples}",
        f"--header=Authorization: Bearer {told['session']}",
        f"--exclude-checks={NOT_FOR_BYTES}",
        "--phases=examples,coverage,fuzzing",
        "--seed=1",
        "--generation-database=none",
        *chosen,
    ]
    return subprocess.run(command, cwd=folder, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
