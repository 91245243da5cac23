#!/usr/bin/env python3
"""Photographs a page once it has stopped changing: photograph.py BROWSER URL FILE.png

`chromium --screenshot` shoots when a page is loaded, which is before a page that talks to its server
has anything to show. This drives the browser through its debugging pipe instead, without packages.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import time

SIZE = {"width": 1280, "height": 880, "deviceScaleFactor": 1, "mobile": False}
# There are messages, and no picture or animation is still on its way.
AT_REST = """document.querySelectorAll('#messages li').length > 0
    && [...document.images].every((image) => image.complete)
    && document.getAnimations().every((animation) => animation.playState !== 'running')"""
PATIENCE_SECONDS = 60


class Browser:
    """A browser and the two ends of the pipe it is driven through."""

    def __init__(self, program, profile):
        commands, self.commands = os.pipe()
        self.answers, answers = os.pipe()

        def as_three_and_four():
            # Out of the way first: either may have the number the other one needs.
            reading, writing = os.dup(commands), os.dup(answers)
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        flags = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run
            --disable-background-networking --disable-component-update --disable-sync
            --hide-scrollbars --force-prefers-reduced-motion --remote-debugging-pipe""".split()
        self.process = subprocess.Popen(
            [program, *flags, f"--user-data-dir={profile}", "about:blank"],
            stderr=subprocess.DEVNULL, close_fds=False, preexec_fn=as_three_and_four,
        )
        os.close(commands)
        os.close(answers)
        self.buffer = b""
        self.number = 0

    def ask(self, method, session=None, **params):
        """Sends one command and gives back its result; events in between are dropped."""
        self.number += 1
        command = {"id": self.number, "method": method, "params": params}
        if session:
            command["sessionId"] = session
        os.write(self.commands, json.dumps(command).encode() + b"\0")
        while True:
            while b"\0" not in self.buffer:
                piece = os.read(self.answers, 1 << 16)
                if not piece:
                    sys.exit("the browser went away")
                self.buffer += piece
            message, self.buffer = self.buffer.split(b"\0", 1)
            message = json.loads(message)
            if message.get("id") == self.number:
                if "error" in message:
                    sys.exit(f"{method}: {message['error']['message']}")
                return message["result"]

    def close(self):
        """Ends the browser, with all its processes."""
        self.ask("Browser.close")
        self.process.wait(timeout=20)


def main():
    """Opens the page, waits until it is at rest, writes the picture."""
    program, url, file = sys.argv[1:]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(program, profile)
        target = browser.ask("Target.createTarget", url=url)["targetId"]
        page = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        browser.ask("Emulation.setDeviceMetricsOverride", page, **SIZE)
        give_up = time.monotonic() + PATIENCE_SECONDS
        calm = 0
        while calm < 4:
            time.sleep(0.5)
            at_rest = browser.ask("Runtime.evaluate", page, expression=AT_REST)["result"]
            calm = calm + 1 if at_rest.get("value") else 0
            if time.monotonic() > give_up:
                sys.exit(f"{url} does not come to rest")
        shot = browser.ask("Page.captureScreenshot", page, format="png")["data"]
        with open(file, "wb") as picture:
            picture.write(base64.b64decode(shot))
        browser.close()


if __name__ == "__main__":
    main()
