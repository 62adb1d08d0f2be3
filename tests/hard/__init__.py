"""What may happen to a project: runs that are killed, full disks, translators at work, texts that come and go.

`make test-hard` tries every step, and thousands of changes; the normal suite a share of both.
"""

import os

HARD = os.environ.get("HARD") == "1"
