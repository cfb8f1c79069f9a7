"""No test looks at, or leaves anything in, the profile of whoever runs it."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_profile = tempfile.mkdtemp(prefix="inspector-profile-")
atexit.register(shutil.rmtree, _profile, ignore_errors=True)
os.environ["XDG_CONFIG_HOME"] = _profile
